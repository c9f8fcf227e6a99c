# Every block and attribute of the language, and every form in which it can be written.

workspace {
  time_zone = "Asia/Tokyo"
  locale    = "ja"
  calendar  = "office"
  customers = "account.status == 'customer'"
}

calendar "office" {
  description = "Tokyo."
  weekdays    = ["mon", "tue", "wed", "thu", "fri"]
  hours       = "09:30-18:00"
  holidays    = "jp"
  closed      = ["2026-12-29..2027-01-03", "2026-06-01"]
}

variable "help_url" {
  type        = string
  description = "Where the guide is."
  default     = "https://help.example.com"
}
variable "limits" {
  type    = map(number)
  default = { high = 10000000, low = 1000000 }
}
variable "unread" { default = "nobody reads this" }

locals {
  in_high = "account.ltv >= var.limits.high"
  sender  = "cs@example.com"
  footer  = "Yours, ${local.sender}"
}

attribute "account" "status" {
  type        = string
  values      = ["trial", "customer", "churned"]
  description = "Where they are in their life."
}
attribute "account" "ltv" { type = number }
attribute "account" "seats" { type = number }
attribute "account" "vip" { type = bool }
attribute "account" "renewal_date" { type = date }
attribute "account" "signed_at" { type = time }
attribute "account" "csm" { type = member }
attribute "contact" "role" {
  type   = string
  values = ["champion", "admin"]
}
attribute "contact" "locale" { type = string }

contacts "champions" { when = "contact.role == 'champion'" }

event "contract_signed" {
  properties = { plan = optional(string) }
}
event "contract_ended" {}
event "login" { about = "contact" }
event "feature_used" {
  description = "Somebody used a feature."
  properties = {
    feature = string
    count   = number
    tags    = optional(list(string))
    raw     = any
    more    = object
    day     = date
    at      = time
    by      = member
    trial   = bool
  }
}
event "crm.deal_won" {}

metric "active_7d" {
  event       = "login"
  distinct    = "contact.id"
  window      = "7d"
  description = "People who came."
}
metric "logins_7d" {
  event  = "login"
  when   = "contact.role == 'champion'"
  window = "7d"
}
metric "usage_30d" {
  event  = "feature_used"
  sum    = "event.count"
  window = "30d"
}
metric "last_feature" {
  event = "feature_used"
  last  = "event.feature"
}

tier "high" { when = local.in_high }
tier "low" {
  when = <<-EXPR
    account.ltv >= var.limits.low
  EXPR
}
tier "tech" {}

success_plan "onboarding" {
  starts = "contract_signed"
  when   = "event.plan != 'free'"

  milestone "kickoff" {
    event = "meeting.held"
    when  = "event.purpose == 'kickoff'"
    due   = "2 business days"
  }
  milestone "adopted" {
    reached = "metric.active_7d >= 0.7 * account.seats"
    due     = "30d"
  }
  milestone "loved" { event = "crm.deal_won" }
}

health_score "paying" {
  when       = "tier != 'tech'"
  hysteresis = 3

  measure "usage" {
    weight = 60
    value  = "metric.active_7d / account.seats"
    worst  = 0
    best   = 0.8
  }
  measure "trend" {
    weight  = 30
    value   = "change.usage_30d"
    worst   = -0.5
    best    = 0
    missing = "zero"
  }
  measure "volume" {
    weight  = 10
    score   = "min(100, previous.usage_30d)"
    missing = 50
  }
  band "green" { from = 75 }
  band "yellow" { from = 50 }
  band "red" { from = 0 }
}
health_score "rest" {
  measure "usage" {
    weight  = 100
    score   = "100"
    missing = "skip"
  }
  band "green" { from = 50 }
  band "red" { from = 0 }
}

team "csm" {
  lead = "lead@example.com"

  member "hana@example.com" {}
}
