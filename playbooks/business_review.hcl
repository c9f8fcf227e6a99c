# S8, regular follow-up: a meeting every quarter with high-touch customers, with an agenda
# before it and a task after it.

playbook "business_review" {
  description = "High-touch customers are met once a quarter: agenda, meeting, and what follows from it."
  owner       = "lead@example.com"
  tags        = ["review"]

  trigger "coverage" {
    metric = "reviews"
    every  = "quarter"
    lead   = "30d"
  }

  when = "tier == 'high'"

  # A few a week, the most valuable first: not everybody at once.
  enroll {
    quota    = "5 per week"
    order_by = "account.ltv"
    hold     = "30d"
  }

  exit "churned" { event = "contract_ended" }

  action "task" "prepare" {
    title    = "Prepare the review of {{ account.name }}"
    assignee = "{{ account.csm }}"
    due      = "5 business days"
    body     = <<-TEXT
      Health {{ health.score }} ({{ health.band }}), {{ metric.active_users_7d }} active people, {{ metric.tickets_30d }} tickets.
      The goal: {{ account.goal ?? 'not known: ask' }}.
    TEXT
    wait     = "5 business days"
  }

  action "meeting" "review" {
    organizer = "{{ account.csm }}"
    attendees = "{{ contacts.champions }}"
    duration  = "1h"
    within    = "10 business days"
    subject   = "Business review with {{ account.name }}"
    purpose   = "review"
    agenda    = <<-TEXT
      1. What you wanted to reach
      2. Where you are
      3. What comes next, and by whom
    TEXT
  }

  wait "held" {
    event   = "meeting.held"
    when    = "event.purpose == 'review'"
    timeout = "20 business days"
  }

  branch "was_it_held" {
    case "yes" {
      when = "steps.held.matched"

      action "task" "follow_up" {
        title    = "Write down what {{ account.name }} needs next, and by whom"
        assignee = "{{ account.csm }}"
        due      = "2 business days"
      }
    }
    default {
      action "task" "call" {
        title    = "No review yet: call {{ account.name }}"
        assignee = "{{ account.csm }}"
        due      = "3 business days"
      }
    }
  }
}
