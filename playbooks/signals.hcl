# What happens at a customer's, and the facts that are made of it.

event "contract_signed" {
  properties = { plan = optional(string) }
}

event "contract_ended" {
  properties = {
    reason = string
    detail = optional(string)
  }
}

event "login" { about = "contact" }

event "feature_used" {
  about = "contact"
  properties = {
    feature = string
    product = string
    count   = number
  }
}

event "devices_registered" {
  properties = { total = number }
}

event "people_reached" {
  properties = { count = number }
}

event "integration_connected" {
  properties = { integration = string }
}

event "training_attended" { about = "contact" }

event "ticket_opened" {
  properties = {
    severity = optional(string)
    subject  = optional(string)
  }
}

event "nps_response" {
  about = "contact"
  properties = {
    score   = number
    comment = optional(string)
  }
}

# The success map: the customer ticks the problems to work on.
event "success_map_filled" {
  about = "contact"
  properties = {
    adoption  = optional(bool)
    reporting = optional(bool)
    process   = optional(bool)
  }
}

event "story_published" {
  properties = {
    title = string
    link  = string
  }
}

event "workshop_held" {
  properties = {
    topic   = string
    actions = list(string)
  }
}

metric "active_users_7d" {
  event    = "login"
  distinct = "contact.id"
  window   = "7d"
}

metric "logins_14d" {
  event  = "login"
  window = "14d"
}

metric "push_usage_30d" {
  event  = "feature_used"
  when   = "event.product == 'push'"
  sum    = "event.count"
  window = "30d"
}

metric "survey_usage_30d" {
  event  = "feature_used"
  when   = "event.product == 'survey'"
  sum    = "event.count"
  window = "30d"
}

metric "devices" {
  event = "devices_registered"
  last  = "event.total"
}

metric "reached_30d" {
  event  = "people_reached"
  sum    = "event.count"
  window = "30d"
}

metric "tickets_30d" {
  event  = "ticket_opened"
  window = "30d"
}

metric "visits" {
  event  = "meeting.held"
  when   = "event.purpose == 'visit'"
  window = "quarter"
}

metric "reviews" {
  event  = "meeting.held"
  when   = "event.purpose == 'review'"
  window = "quarter"
}

metric "last_nps" {
  of    = "contact"
  event = "nps_response"
  last  = "event.score"
}

metric "nps" {
  event  = "nps_response"
  avg    = "event.score"
  window = "180d"
}
