# A good customer's health falls: find out why, and talk.

playbook "rescue_health_drop" {
  description = "A paying customer's health falls: find out why, and talk."
  owner       = "olivia@brightdesk.example"
  tags        = ["rescue"]

  trigger "health_drop" {
    points = 15
    within = "14d"
  }

  when = "tier in ['high', 'low']" # the smallest customers get help pages, not visits

  enroll {
    cooldown = "30d" # from the end of the last run
  }

  exit "recovered" { when = "health.band == 'green'" } # turns true after the start
  exit "contract_ended" { event = "contract_ended" }

  # First a person looks. The answer decides what happens next.
  action "task" "review" {
    title    = "{{ account.name }} fell from {{ trigger.from }} to {{ trigger.to }}: why?"
    assignee = "{{ account.csm }}"
    due      = "1 business day"
    body     = file("review.md")
    answers = {
      cause = one_of("product", "people", "price", "unknown")
    }
    wait = "2 business days" # for its completion
  }

  branch "by_cause" {
    on = "steps.review.cause"

    case "product" {
      action "meeting" "checkup" {
        organizer = "{{ account.csm }}"
        attendees = "{{ contacts.champions }}"
        duration  = "30m"
        within    = "5 business days"
        subject   = "How {{ account.name }} works with Brightdesk"
        purpose   = "checkup"
        agenda    = "What gets in your way, and what we change about it."
      }
    }

    # Any other answer, and none in time.
    default {
      action "email" "checkin" {
        to       = "{{ contacts.champions }}"
        from     = "{{ account.csm }}"
        template = "checkin"
        wait     = "5 business days" # for a reply
      }

      action "task" "call" {
        when     = "steps.checkin.timed_out"
        title    = "Call {{ account.name }}: no answer to the check-in"
        assignee = "{{ account.csm }}"
        due      = "2 business days"
      }
    }
  }
}

template "checkin" {
  subject = "How are things going, {{ contact.name }}?"
  body    = file("checkin.md")
}
