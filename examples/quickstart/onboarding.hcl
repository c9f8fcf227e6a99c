# The way from a signed contract to a team that works with the product every day,
# and what happens when somebody gets stuck on it.

success_plan "onboarding" {
  starts = "contract_signed"

  milestone "kickoff" {
    event = "meeting.held"
    when  = "event.purpose == 'kickoff'"
    due   = "5d"
  }

  milestone "connected" {
    event = "integration_connected"
    due   = "14d"
  }

  milestone "adopted" {
    reached = "metric.active_users_7d >= 0.6 * account.seats"
    due     = "45d"
  }
}

playbook "onboarding_rescue" {
  description = "Two weeks in and nothing connected: help first, then call."
  owner       = "olivia@brightdesk.example"
  tags        = ["onboarding"]

  trigger "onboarding_stall" {
    success_plan = "onboarding"
    milestone    = "connected"
    overdue      = "1d" # a day's grace
  }

  enroll {
    cooldown = "never" # once in a customer's life
  }

  # An exit ends the run wherever it is.
  exit "onboarded" { when = "success_plan.onboarding.completed" }
  exit "contract_ended" { event = "contract_ended" }

  action "email" "help" {
    to       = "{{ contacts.champions }}"
    from     = "{{ account.csm }}"
    template = "connect_help"
  }

  wait "connected" {
    event   = "integration_connected"
    timeout = "5d"
  }

  branch "did_it_help" {
    case "yes" {
      when = "steps.connected.matched"

      action "email" "well_done" {
        to       = "{{ contacts.champions }}"
        from     = "{{ account.csm }}"
        template = "connected"
      }
    }

    default {
      action "task" "call" {
        title    = "Call {{ account.name }}: still nothing connected"
        assignee = "{{ account.csm }}"
        due      = "1 business day"
        body     = "They are {{ success_plan.onboarding.days }} days in, and the help mail did not help."
      }
    }
  }
}

template "connect_help" {
  subject = "Shall we connect {{ account.name }} together?"
  body    = file("connect_help.md")
}

template "connected" {
  subject = "You are connected"
  body    = file("connected.md")
}
