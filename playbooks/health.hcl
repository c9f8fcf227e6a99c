# How a customer is doing. The smallest are scored by their use alone.

health_score "personal" {
  when       = "tier in ['high', 'low']"
  hysteresis = 3

  measure "usage" {
    weight = 40
    value  = "metric.active_users_7d / account.seats"
    worst  = 0
    best   = 0.8
  }
  measure "trend" {
    weight = 20
    value  = "change.logins_14d"
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
    score   = "10 * metric.nps"
    missing = "skip"
  }

  band "green" { from = 75 }
  band "yellow" { from = 50 }
  band "red" { from = 0 }
}

health_score "digital" {
  measure "usage" {
    weight = 100
    value  = "metric.active_users_7d / account.seats"
    worst  = 0
    best   = 0.5
  }

  band "green" { from = 70 }
  band "yellow" { from = 40 }
  band "red" { from = 0 }
}

success_plan "onboarding" {
  starts = "contract_signed"

  milestone "kickoff" {
    event = "meeting.held"
    when  = "event.purpose == 'kickoff'"
    due   = "5 business days"
  }
  milestone "connected" {
    event = "integration_connected"
    due   = "14d"
  }
  milestone "adopted" {
    reached = "metric.active_users_7d >= 0.6 * account.seats"
    due     = "45d"
  }

  # What this customer wants, and how far it is.
  objective "reach" {
    target  = "account.reach_goal"
    current = "metric.reached_30d"
  }
}
