# One library, brought twice with other values.

attribute "account" "plan" { type = string }
attribute "account" "seats" { type = number }

event "login" { about = "contact" }

team "csm" { lead = "lead@example.com" }

variable "few" { default = 5 }

module "basic" {
  source = "./library/renewal"

  lead    = "30d"
  minimum = var.few
}
module "premium" {
  source = "./library/renewal"

  lead    = "90d"
  only_if = "account.plan == 'premium' && var.few > 1"
}

# The workspace reads what the modules declare by their names.
tier "quiet" { when = "metric.basic_logins < 5 && !success_plan.premium_renewed.completed" }
tier "rest" {}

playbook "after" {
  trigger "event" {
    event = "login"
    when  = "running.premium_ask"
  }
  wait "a" { for = "1d" }
}
