workspace {
  time_zone = "Asia/Tokyo"
  locale    = "ja"
  calendar  = "office"
  customers = "account.status == 'customer'" # who can be in a playbook at all
}

calendar "office" {
  weekdays = ["mon", "tue", "wed", "thu", "fri"]
  hours    = "09:00-18:00"
  holidays = "jp"                       # national holidays
  closed   = ["2026-12-29..2027-01-03"] # the company's own
}

attribute "account" "status" {
  type   = string
  values = ["trial", "customer", "churned"]
}
attribute "account" "ltv" {
  type        = number
  description = "Expected lifetime value, JPY"
}
attribute "account" "seats" { type = number }
attribute "account" "renewal_date" { type = date }
attribute "account" "csm" { type = member }
attribute "contact" "role" {
  type   = string
  values = ["champion", "admin", "sponsor", "user"]
}

contacts "champions" { when = "contact.role == 'champion'" }

event "login" {
  about      = "contact" # else about the account
  properties = { device = optional(string) }
}
event "nps_response" {
  about = "contact"
  properties = {
    score   = number
    comment = optional(string)
  }
}

# Windowed facts, kept up to date by every event and by the passing of time.
metric "active_users_7d" {
  event    = "login"
  distinct = "contact.id"
  window   = "7d"
}
metric "tickets_30d" {
  event  = "ticket_opened" # counts, unless it says sum, distinct, last, first, min, max or avg
  window = "30d"
}
metric "usage_30d" {
  event  = "feature_used"
  sum    = "event.count"
  window = "30d"
}
metric "visits" {
  event  = "meeting.held"
  when   = "event.purpose == 'visit'"
  window = "quarter" # calendar windows: day, week, month, quarter, year
}
metric "last_nps" {
  of    = "contact" # a fact of each contact; else of the account
  event = "nps_response"
  last  = "event.score"
}
metric "nps" {
  event  = "nps_response"
  avg    = "event.score"
  window = "180d"
}

# The touch model: the first level that matches, so always exactly one.
tier "high" { when = "account.ltv >= 10_000_000" }
tier "low" { when = "account.ltv >= 1_000_000" }
tier "tech" {}

# Any other classification; `tier` is the one that every metric is labelled with.
scale "reservations" {
  level "high" {
    when = "metric.usage_30d >= 200"
    hold = "14d" # no flapping: must hold this long
  }
  level "low" {}
}

# Segments may overlap; of accounts or of contacts.
segment "promoters" {
  of   = "contact"
  when = "metric.last_nps >= 9"
}

health_score "standard" {
  when       = "tier != 'tech'" # the first definition that matches scores the account
  hysteresis = 3                # points above a boundary before the band improves again

  measure "usage" {
    weight = 40
    value  = "metric.active_users_7d / account.seats" # linear between the ends, clamped
    worst  = 0
    best   = 0.8
  }
  measure "trend" {
    weight = 20
    value  = "change.usage_30d" # against the window before: -0.4 is 40 % less
    worst  = -0.5
    best   = 0
  }
  measure "support" {
    weight = 20
    value  = "metric.tickets_30d"
    worst  = 10
    best   = 0
  }
  measure "nps" {
    weight  = 20
    score   = "10 * metric.nps" # or a formula that gives 0 to 100
    missing = "skip"            # its weight is shared out; or zero, or a number
  }

  band "green" { from = 75 }
  band "yellow" { from = 50 }
  band "red" { from = 0 }
}

success_plan "onboarding" {
  starts = "contract_signed"
  milestone "kickoff" {
    event = "meeting.held"
    when  = "event.purpose == 'kickoff'"
    due   = "2 business days"
  }
  milestone "connected" {
    event = "integration_connected"
    due   = "7d"
  }
  milestone "adopted" {
    reached = "metric.active_users_7d >= 0.7 * account.seats"
    due     = "30d"
  }
  objective "reach" { # what this customer wants, and how far it is
    target  = "account.reach_goal"
    current = "metric.reach_30d"
  }
}
