# What is known of a customer and of the people there.

attribute "account" "status" {
  type   = string
  values = ["trial", "customer", "churned"]
}

attribute "account" "ltv" {
  type        = number
  description = "Expected lifetime value in pounds: it decides the touch model."
}

attribute "account" "arr" {
  type        = number
  description = "What the customer pays in a year, in pounds."
}

attribute "account" "seats" { type = number }
attribute "account" "customer_since" { type = date }
attribute "account" "renewal_date" { type = date }
attribute "account" "csm" { type = member }

# The hand-over from sales: why they bought, and what they want to reach by when.

attribute "account" "reason_to_buy" { type = string }
attribute "account" "goal" { type = string }
attribute "account" "goal_by" { type = date }
attribute "account" "reach_goal" {
  type        = number
  description = "How many people the customer wants to reach in a month."
}

attribute "account" "devices_included" {
  type        = number
  description = "How many devices the contract includes."
}

attribute "account" "onboarding" {
  type   = string
  values = ["in_person", "self_service"]
}

attribute "contact" "role" {
  type   = string
  values = ["champion", "admin", "sponsor", "user"]
}

contacts "champions" { when = "contact.role == 'champion'" }
contacts "sponsors" { when = "contact.role == 'sponsor'" }
contacts "admins" { when = "contact.role in ['admin', 'champion']" }

# The touch model: the first level that matches, so always exactly one.

tier "high" { when = "account.ltv >= 100_000" }
tier "low" { when = "account.ltv >= 20_000" }
tier "tech" {}

# Groups that cross the tiers.

segment "promoters" {
  of   = "contact"
  when = "metric.last_nps >= 9"
}

segment "loyal" {
  when = "days_since(account.customer_since) >= 730 && metric.nps >= 8"
  hold = "30d"
}

segment "self_service" { when = "account.onboarding == 'self_service'" }
