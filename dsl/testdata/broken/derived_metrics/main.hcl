attribute "account" "seats" { type = number }

event "login" { about = "contact" }

metric "logins" {
  event  = "login"
  window = "7d"
}
metric "alone" { # want TD302 "alone reads alone" @1
  value = "metric.alone + 1"
}
metric "circle_a" { # want TD302 "circle_a reads circle_b reads circle_a" @1
  value = "metric.circle_b + metric.logins"
}
metric "circle_b" {
  value = "metric.circle_a"
}
metric "outside" {
  value = "metric.circle_a"
}
metric "with_events" {
  value  = "metric.logins"
  event  = "login" # want TD112 "event" @3
  when   = "true"  # want TD112 "when" @3
  window = "30d"   # want TD112 "window" @3
  cap    = 5       # want TD112 "cap" @3
}
metric "no_number" {
  value = "account.name" # want TD201 "number" @12
}
metric "typo" {
  value = "metric.login / account.seats" # want TD201 "logins" @19
}
metric "too_early" {
  value = "health.score" # want TD201 "health" @12
}
metric "no_window" {
  value = "change.with_events" # want TD201 "with_events" @19
}
