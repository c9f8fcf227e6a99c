variable "lead" { description = "How long before the renewal." }
variable "minimum" { default = 10 }
variable "only_if" { default = "account.seats > var.minimum" }

locals {
  subject = "Renewal of {{ account.name }} ({{ metric.logins }} logins)"
}

event "login" {
  about       = "contact"
  description = "Declared alike in the workspace: it is the same."
}
event "renewed" {}
attribute "account" "seats" { type = number }

module "uses" {
  source = "../uses"

  who = "contact.id != 'metric.logins'"
}

metric "logins" {
  event  = "login"
  window = "30d"
}

contacts "everyone" { when = "contact.id != ''" }

success_plan "renewed" {
  starts = "login"

  milestone "signed" { event = "renewed" }
}

template "ask" {
  subject = local.subject
  body    = file("ask.md")
}

playbook "ask" {
  when = var.only_if

  trigger "onboarding_stall" {
    success_plan = "renewed"
    idle         = "30d"
  }

  wait "lead" { for = var.lead }
  action "email" "ask" {
    when     = "metric.logins >= var.minimum && metric.uses_often > 0 && 'metric.logins' != account.name"
    to       = "{{ contacts.everyone }}"
    template = "ask"
  }
  action "note" "remember" {
    text = "Asked: metric.logins is {{ metric.logins }}, before {{ previous.logins }}"
    data = { running = ["{{ running.ask }}", "${local.subject}!"] }
  }
}
