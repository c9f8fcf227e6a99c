playbook "rescue_health_drop" {
  description = "A paying customer's health falls: find out why, and talk."
  owner       = "cs-ops@example.com"
  tags        = ["rescue"]
  priority    = 80
  mode        = "live" # the default; or draft, dry_run, paused

  trigger "health_drop" {
    points = 15
    within = "7d"
  }

  when = <<-EXPR
    tier in ["high", "low"]
    && days_until(account.renewal_date) in 0..180
  EXPR

  enroll {
    cooldown      = "30d"      # from the end of the last run; "never" = once
    exclusive     = "outreach" # at most one running play of this group per account
    hold          = "14d"      # refused only for now? keep the occurrence this long
    control_group = 10         # percent that is watched and left alone, to measure the effect
  }

  exit "recovered" { when = "health.band == 'green'" } # turns true after the start
  exit "churned" { event = "contract_ended" }

  goal "healthy_again" {
    when   = "health.score >= 75"
    within = "45d"
  }

  action "task" "review" {
    title    = "{{ account.name }} fell from {{ trigger.from }} to {{ trigger.to }}"
    assignee = "{{ account.csm }}" # absent or unset: the team's lead
    due      = "1 business day"
    body     = file("review.md")
    answers = {
      cause = one_of("product", "people", "price", "unknown")
    }
    wait = "2 business days" # for its completion; steps.review.{done, timed_out, cause}
  }

  branch "by_cause" {
    on = "steps.review.cause"

    case "price" {
      run_playbook "offer" {
        playbook = "renewal_offer"
        with     = { reason = "price" }
      }
    }
    case "product" {
      when = "tier == 'high'" # a case may narrow itself

      action "meeting" "checkup" {
        organizer = "{{ account.csm }}"
        attendees = "{{ contacts.champions }}"
        duration  = "30m"
        within    = "5 business days"
        subject   = "{{ account.name }} さまとの定期確認"
      }
    }
    default {
      action "email" "checkin" {
        to       = "{{ contacts.champions }}" # one message each
        from     = "{{ account.csm }}"
        template = "checkin"
        wait     = "5 business days" # for a reply; steps.checkin.{sent, replied, timed_out, replies}
      }
      action "task" "call" {
        when     = "!steps.checkin.replied"
        title    = "Call {{ account.name }}"
        assignee = "{{ account.csm }}"
        due      = "2 business days"
      }
    }
  }
}

template "checkin" {
  subject = "How are things going, {{ contact.name }}?"
  body    = file("checkin.md") # Markdown; sent as text and HTML

  locale "ja" {
    subject = "{{ contact.name }} さま、ご利用状況はいかがですか"
    body    = file("checkin.ja.md")
  }
}

playbook "ask_for_story" {
  per = "contact" # enrols contacts: `contact` is known everywhere
  trigger "segment" { enters = "promoters" }

  action "email" "ask" {
    to       = "{{ contact }}"
    template = "story"
  }
}

playbook "meeting_reminder" {
  trigger "event" { event = "meeting.accepted" }

  enroll { key = "event.meeting_id" } # one run per meeting, several at once
  exit "cancelled" {
    event = "meeting.cancelled"
    when  = "event.meeting_id == trigger.event.meeting_id"
  }

  wait "until_the_day_before" {
    at   = "before(trigger.event.starts_at, '1 business day')"
    late = "skip" # already past: skip | now
  }
  action "message" "remind" {
    to       = "{{ trigger.event.contact }}"
    channels = ["chat", "email"] # the first that the contact has
    template = "reminder"
  }
}

playbook "renewal" {
  trigger "date" {
    date   = "account.renewal_date"
    before = "120d"
  }
  timeline "renewal" {
    anchor = "account.renewal_date"
    late   = "latest" # of several points already past: skip | latest | all
    at "-120d" {
      action "task" "stakeholders" {
        title    = "Who decides at {{ account.name }}?"
        assignee = "{{ account.csm }}"
        due      = "5 business days"
      }
    }
    at "-30d" {
      action "email" "proposal" {
        to       = "{{ contacts.champions }}"
        template = "proposal"
      }
    }
  }
}
