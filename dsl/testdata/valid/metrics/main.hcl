attribute "account" "seats" { type = number }
attribute "contact" "role" { type = string }

event "nps_response" {
  about      = "contact"
  properties = { score = number }
}

metric "nps" {
  event  = "nps_response"
  avg    = "event.score"
  window = "180d"
}
metric "worst_nps" {
  event = "nps_response"
  min   = "event.score"
}
metric "best_nps" {
  event  = "nps_response"
  max    = "event.score"
  window = "90d"
}
metric "first_nps" {
  event = "nps_response"
  first = "event.score"
}
metric "visits" {
  event  = "meeting.held"
  when   = "event.purpose == 'visit'"
  window = "quarter"
}
metric "newest" {
  event  = "email.replied"
  last   = "event.text"
  window = "30d"
}
metric "last_nps" {
  of    = "contact"
  event = "nps_response"
  last  = "event.score"
}
metric "answers" {
  event    = "nps_response"
  distinct = "contact.id"
  window   = "30d"
  cap      = 500
}
metric "answer_rate" {
  value = "metric.answers / account.seats"
}
metric "answer_percent" {
  value = "100 * metric.answer_rate + change.answers"
}
metric "distance" {
  of    = "contact"
  value = "metric.last_nps - metric.nps"
}

contacts "promoters" {
  when = "metric.last_nps >= 9 && metric.distance > 0"
}
contacts "champions" { when = "contact.role == 'champion'" }
