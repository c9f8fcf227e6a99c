# S22, workshops with the customer: what was agreed becomes tasks. The playbook has params, so
# that what fits one customer is adapted for others.

playbook "hold_workshop" {
  description = "A workshop on one topic, and a task for each action that came out of it."
  owner       = "lead@example.com"

  param "topic" { type = string }
  param "length" {
    type    = string
    default = "2h"
  }

  trigger "manual" {}

  action "meeting" "workshop" {
    organizer = "{{ account.csm }}"
    attendees = "{{ contacts.admins }}"
    duration  = "2h"
    within    = "15 business days"
    subject   = "Workshop: {{ param.topic }} ({{ param.length }})"
  }

  wait "outcome" {
    event   = "workshop_held"
    when    = "event.topic == param.topic"
    timeout = "30d"
  }

  each "agreed" {
    in       = "steps.outcome.event.actions"
    when     = "steps.outcome.matched"
    parallel = 5

    action "task" "do" {
      title    = "{{ account.name }}: {{ item }}"
      assignee = "{{ account.csm }}"
      due      = "10 business days"
    }
  }
}
