playbook "rescue" {
  description = "Find out why, and talk."
  owner       = local.sender
  tags        = ["rescue", "paying"]
  priority    = 80
  mode        = "dry_run"
  when        = "tier in ['high', 'low'] && success_plan.onboarding.completed"

  trigger "health_drop" {
    points = 15
    within = "14d"
    when   = "trigger.from > 60"
  }
  trigger "health_drop" {
    to      = ["yellow", "red"]
    from    = "green"
    measure = "usage"
  }
  trigger "onboarding_stall" {
    success_plan = "onboarding"
    milestone    = "kickoff"
    overdue      = "1 business day"
  }
  trigger "onboarding_stall" {
    success_plan = "onboarding"
    idle         = "2w"
  }
  trigger "event" {
    event = "feature_used"
    when  = "event.count > 100"
  }

  enroll { cooldown = "30d" }

  exit "recovered" { when = "health.band == 'green'" }
  exit "gone" { event = "contract_ended" }
  exit "used" {
    event = "feature_used"
    when  = "event.feature == 'export' && !running.welcome"
  }

  action "task" "review" {
    title    = "{{ account.name }}: {{ trigger.kind }}, {{ health.measures.usage }}"
    assignee = "{{ account.csm }}"
    due      = "1 business day"
    body     = file("review.md")
    answers = {
      cause = one_of("product", "price")
      notes = text()
    }
    wait     = "2 business days"
    on_error = "continue"
  }
  wait "a_while" {
    when        = "steps.review.timed_out"
    for         = "4 business hours"
    description = "Somebody may still do it."
  }
  wait "usage" {
    event   = "feature_used"
    when    = "event.count > 5"
    timeout = "3d"
  }
  branch "by_cause" {
    on = "steps.review.cause"

    case "product" {
      when = "tier == 'high'"

      action "meeting" "checkup" {
        organizer = "{{ account.csm }}"
        attendees = "{{ contacts.champions }}"
        duration  = "30m"
        within    = "5 business days"
        subject   = "{{ account.name }} さまとの定期確認"
        purpose   = "checkup"
      }
    }
    default {
      action "email" "checkin" {
        to       = ["{{ contacts.champions }}", "boss@example.com"]
        from     = local.sender
        template = "checkin"
        wait     = "5 business days"
      }
      action "note" "remember" {
        when   = "steps.checkin.replied"
        text   = "{{ steps.review.notes }}"
        count  = 3
        urgent = "{{ account.vip }}"
        labels = ["a", "{{ tier }}"]
        data   = { seats = "{{ account.seats }}", list = [1, "two"] }
      }
    }
  }
  branch "answered" {
    case "yes" { when = "steps.checkin.reached && !steps.checkin.timed_out" }
    default {
      wait "end" { for = "1d" }
    }
  }
}

playbook "welcome" {
  trigger "event" { event = "login" }

  enroll { cooldown = "never" }

  action "email" "hello" {
    to      = "{{ contact }}"
    subject = "Hello {{ contact.name }}"
    body    = "See ${var.help_url}"
  }
}

template "checkin" {
  subject = "How are things, {{ contact.name }}?"
  body    = file("checkin.md")

  locale "ja" {
    subject = "{{ contact.name }} さま、いかがですか"
    body    = "${file("checkin.md")}\n\n${local.footer}"
  }
}
