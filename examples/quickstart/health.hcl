# How a customer is doing, worked out again with every event and as time passes.

# The facts.

metric "active_users_7d" {
  description = "How many different people logged in."
  event       = "login"
  distinct    = "contact.id"
  window      = "7d"
}

metric "logins_14d" {
  event  = "login" # a metric counts its events, unless it says otherwise
  window = "14d"
}

metric "tickets_30d" {
  event  = "ticket_opened"
  window = "30d"
}

metric "urgent_tickets_30d" {
  event  = "ticket_opened"
  when   = "event.severity == 'urgent'"
  window = "30d"
}

metric "last_nps" {
  event = "nps_response"
  last  = "event.score"
}

# The touch model: how much personal attention a customer gets. The first tier that
# matches is taken; the last one has no condition, so everybody is in exactly one.

tier "high" { when = "account.ltv >= 50_000" }
tier "low" { when = "account.ltv >= 10_000" }
tier "tech" {}

# The score: four measures, each from 0 (worst) to 100 (best), weighted.

health_score "standard" {
  hysteresis = 3 # points above a boundary before the band improves again

  measure "usage" {
    weight = 40
    value  = "metric.active_users_7d / account.seats"
    worst  = 0
    best   = 0.8
  }

  measure "trend" {
    weight = 20
    value  = "change.logins_14d" # against the 14 days before: -0.5 is half of it
    worst  = -0.5
    best   = 0
  }

  measure "support" {
    weight = 20
    value  = "metric.tickets_30d + 2 * metric.urgent_tickets_30d"
    worst  = 8
    best   = 0
  }

  measure "nps" {
    weight  = 20
    score   = "10 * metric.last_nps"
    missing = "skip" # nobody answered yet: the other measures share the weight
  }

  band "green" { from = 75 }
  band "yellow" { from = 50 }
  band "red" { from = 0 }
}
