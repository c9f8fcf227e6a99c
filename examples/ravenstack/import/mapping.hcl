# How the files of ../shared/data/ravenstack become accounts, tickets and departures.

mapping "ravenstack" {
  time_zone = "UTC"
}

accounts {
  file = "accounts.csv"
  id   = "account_id"
  name = "account_name"
  attributes = {
    industry  = "industry"
    country   = "country"
    signed_up = "signup_date"
    channel   = "referral_source"
    plan      = "plan_tier"
    seats     = "seats"
    trial     = "is_trial"
  }
}

# One row of the tickets is two events: it was opened, and it was closed.
events "ticket_opened" {
  file    = "support_tickets.csv"
  id      = "ticket_id"
  account = "account_id"
  time    = { column = "submitted_at", format = "YYYY-MM-DD" }
  properties = {
    ticket    = "ticket_id"
    priority  = "priority"
    escalated = "escalation_flag"
  }
}

events "ticket_closed" {
  file    = "support_tickets.csv"
  when    = "row.closed_at != nil"
  id      = "ticket_id"
  account = "account_id"
  time    = { column = "closed_at", format = ["YYYY-MM-DD h:mm", "YYYY-MM-DD"] }
  properties = {
    ticket           = "ticket_id"
    hours            = "resolution_time_hours"
    response_minutes = "first_response_time_minutes"
    satisfaction     = "satisfaction_score"
  }
}

events "churned" {
  file    = "churn_events.csv"
  id      = "churn_event_id"
  account = "account_id"
  time    = { column = "churn_date", format = "YYYY-MM-DD" }
  properties = {
    reason   = "reason_code"
    refund   = "refund_amount_usd"
    returned = "is_reactivation"
    feedback = "feedback_text"
  }
}
