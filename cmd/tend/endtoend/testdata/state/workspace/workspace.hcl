# A workspace whose state a build of before wrote: something of every kind that a state keeps waits in it.

workspace { time_zone = "Europe/Berlin" }

team "csm" { lead = "lead@example.com" }

attribute "account" "status" {
  type   = string
  values = ["trial", "customer"]
}
attribute "account" "seats" { type = number }
attribute "account" "renewal" { type = date }
attribute "contact" "role" { type = string }

contacts "champions" { when = "contact.role == 'champion'" }

event "signed" { properties = { plan = optional(string) } }
event "connected" {}
event "ticket" { properties = { severity = optional(string) } }
event "login" { about = "contact" }

metric "logins_7d" {
  event  = "login"
  window = "7d"
}
metric "people_30d" {
  event    = "login"
  distinct = "contact.id"
  window   = "30d"
}

tier "high" { when = "account.seats >= 50" }
tier "low" {}

segment "active" { when = "metric.logins_7d > 2" }

success_plan "onboarding" {
  starts = "signed"
  milestone "connected" {
    event = "connected"
    due   = "14d"
  }
}

health_score "standard" {
  measure "usage" {
    weight = 100
    value  = "metric.people_30d / account.seats"
    worst  = 0
    best   = 1
  }
  band "green" { from = 60 }
  band "red" { from = 0 }
}
