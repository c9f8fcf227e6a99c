# A company that sells software to companies: accounts, their support tickets, and their leaving.

workspace {
  time_zone = "UTC"
  locale    = "en"
  customers = "!account.trial && days_since(account.signed_up) >= 0"
}

attribute "account" "industry" { type = string }
attribute "account" "country" { type = string }
attribute "account" "signed_up" { type = date }
attribute "account" "channel" {
  type   = string
  values = ["organic", "ads", "event", "partner", "other"]
}
attribute "account" "plan" {
  type   = string
  values = ["Basic", "Pro", "Enterprise"]
}
attribute "account" "seats" { type = number }
attribute "account" "trial" { type = bool }

event "ticket_opened" {
  properties = {
    ticket    = string
    priority  = string
    escalated = bool
  }
}
event "ticket_closed" {
  properties = {
    ticket           = string
    hours            = number
    response_minutes = number
    satisfaction     = optional(number)
  }
}
# Customers leave and come back: an account can have several of these.
event "churned" {
  properties = {
    reason   = string
    refund   = number
    returned = bool
    feedback = optional(string)
  }
}

metric "tickets_30d" {
  event  = "ticket_opened"
  window = "30d"
}
metric "urgent_30d" {
  event  = "ticket_opened"
  when   = "event.priority == 'urgent'"
  window = "30d"
}
metric "tickets_90d" {
  event  = "ticket_opened"
  window = "90d"
}
metric "satisfaction" {
  event = "ticket_closed"
  when  = "event.satisfaction != nil"
  last  = "event.satisfaction"
}
metric "churned_180d" {
  event  = "churned"
  window = "180d"
}

tier "high" { when = "account.plan == 'Enterprise' && account.seats >= 20" }
tier "low" { when = "account.plan != 'Basic' || account.seats >= 20" }
tier "tech" {}

health_score "standard" {
  when       = "days_since(account.signed_up) >= 0"
  hysteresis = 3

  measure "tickets" {
    weight = 30
    value  = "metric.tickets_90d"
    worst  = 4
    best   = 0
  }
  measure "urgent" {
    weight = 30
    value  = "metric.urgent_30d"
    worst  = 2
    best   = 0
  }
  measure "satisfaction" {
    weight = 20
    value  = "metric.satisfaction"
    worst  = 2
    best   = 5
  }
  measure "loyalty" {
    weight = 20
    value  = "metric.churned_180d"
    worst  = 2
    best   = 0
  }

  band "green" { from = 75 }
  band "yellow" { from = 50 }
  band "red" { from = 0 }
}

team "csm" {
  lead = "lead@ravenstack.example"
  member "hana@ravenstack.example" {}
}
