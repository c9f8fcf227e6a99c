# What the examples of the reference refer to.

workspace {
  time_zone = "Asia/Tokyo"
  locale    = "ja"
}

variable "high_ltv" { default = 1000000 }
locals { high_ltv = 1000000 }

calendar "office" {
  weekdays = ["mon", "tue", "wed", "thu", "fri"]
  hours    = "09:00-18:00"
}

attribute "account" "status" {
  type   = string
  values = ["trial", "customer", "churned"]
}
attribute "account" "ltv" { type = number }
attribute "account" "seats" { type = number }
attribute "account" "renewal_date" { type = date }
attribute "account" "reach_goal" { type = number }
attribute "account" "device_limit" { type = number }
attribute "account" "csm" { type = member }
attribute "contact" "role" { type = string }

contacts "champions" { when = "contact.role == 'champion'" }

event "login" { about = "contact" }
event "contract_signed" {}
event "feature_used" { properties = { count = number } }
event "ticket_opened" {}
event "nps_response" {
  about = "contact"
  properties = {
    score   = number
    comment = optional(string)
  }
}

metric "active_users_7d" {
  event    = "login"
  distinct = "contact.id"
  window   = "7d"
}
metric "tickets_30d" {
  event  = "ticket_opened"
  window = "30d"
}
metric "nps" {
  event  = "nps_response"
  avg    = "event.score"
  window = "180d"
}

metric "usage_30d" {
  event  = "feature_used"
  sum    = "event.count"
  window = "30d"
}
metric "reach_30d" {
  event  = "feature_used"
  window = "30d"
}
metric "devices" {
  event  = "feature_used"
  window = "30d"
}
metric "visits" {
  event  = "meeting.held"
  window = "quarter"
}
metric "last_nps" {
  of    = "contact"
  event = "nps_response"
  last  = "event.score"
}

tier "high" { when = "account.ltv >= 10_000_000" }
tier "low" {}

scale "reservations" {
  level "high" { when = "metric.usage_30d >= 200" }
  level "low" {}
}

segment "promoters" {
  of   = "contact"
  when = "metric.last_nps >= 9"
}

health_score "standard" {
  measure "usage" {
    weight = 100
    value  = "metric.active_users_7d / account.seats"
    worst  = 0
    best   = 0.8
  }
  band "green" { from = 75 }
  band "yellow" { from = 50 }
  band "red" { from = 0 }
}

success_plan "onboarding" {
  starts = "contract_signed"

  milestone "kickoff" {
    event = "meeting.held"
    due   = "2 business days"
  }
  milestone "connected" {
    event = "feature_used"
    due   = "7d"
  }
}

team "csm" {
  lead = "lead@example.com"

  member "hana@example.com" {}
}

playbook "rescue_health_drop" {
  trigger "health_drop" {
    points = 15
    within = "7d"
  }
  wait "a_day" { for = "1d" }
}

playbook "renewal_offer" {
  param "reason" { type = string }

  trigger "manual" {}
  wait "a_day" { for = "1d" }
}

playbook "onboarding" {
  trigger "manual" {}
  wait "a_day" { for = "1d" }
}

template "hello" {
  subject = "Hello, {{ contact.name }}"
  body    = "How are you?"
}
