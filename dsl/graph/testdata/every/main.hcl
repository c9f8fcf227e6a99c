# A playbook with every block that a picture shows.

attribute "account" "csm" { type = member }
attribute "account" "renewal_date" { type = date }
attribute "account" "seats" { type = number }
attribute "contact" "role" { type = string }

contacts "admins" { when = "contact.role == 'admin'" }

event "login" { about = "contact" }
event "contract_ended" {}

metric "logins" {
  event  = "login"
  window = "7d"
}

tier "high" { when = "account.seats >= 100" }
tier "low" {}

playbook "renewal" {
  description = "Four months before the end of a contract: who decides, what they want, and what it costs."
  owner       = "cs-ops@example.com"
  mode        = "draft"

  param "reason" {
    type    = string
    default = "renewal"
  }

  trigger "date" {
    date   = "account.renewal_date"
    before = "120d"
  }
  trigger "manual" {}

  when = "tier == 'high'"

  enroll {
    cooldown      = "300d"
    exclusive     = "outreach"
    control_group = 10
  }

  exit "churned" { event = "contract_ended" }

  goal "renewed" {
    when   = "days_until(account.renewal_date) > 300"
    within = "150d"
  }

  parallel "prepare" {
    lane "people" {
      action "task" "stakeholders" {
        title    = "Who decides at {{ account.name }}?"
        assignee = "{{ account.csm }}"
        due      = "5 business days"
      }
    }
    lane "numbers" {
      repeat "usage" {
        every = "1d"
        times = 10
        until = "metric.logins >= 20"

        action "email" "nudge" {
          to      = "{{ contacts.admins }}"
          subject = "Your team and the last week"
          body    = "They did not log in."
        }
      }
    }
  }

  approval "offer" {
    approver = "cs-ops@example.com"
    question = "Send the offer to {{ account.name }}?"
    timeout  = "3 business days"
  }

  split "tone" {
    variant "plain" {
      weight = 50
      each "admin" {
        in = "contacts.admins"

        action "email" "plain_offer" {
          to      = "{{ contact }}"
          subject = "Your renewal"
          body    = "Here it is."
        }
      }
    }
    variant "warm" {
      weight = 50
      run_playbook "warm_offer" {
        playbook = "offer"
        with     = { reason = "renewal" }
      }
    }
  }

  timeline "last_weeks" {
    anchor = "account.renewal_date"
    late   = "latest"

    at "-30d" {
      action "email" "reminder" {
        to      = "{{ contacts.admins }}"
        subject = "Thirty days to go"
        body    = "Thirty days."
      }
    }
    at "-7d" {
      wait "a_call" { for = "1 business day" }
      action "task" "call" {
        title    = "Call {{ account.name }}"
        assignee = "{{ account.csm }}"
        on_error = "continue"
      }
    }
  }

  branch "outcome" {
    case "renewed" {
      when = "days_until(account.renewal_date) > 300"

      stop "won" { outcome = "renewed" }
    }
    default {
      stop "lost" { outcome = "lapsed" }
    }
  }
}

playbook "offer" {
  param "reason" { type = string }

  trigger "manual" {}
  wait "a_moment" { for = "1h" }
}
