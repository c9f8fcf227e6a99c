# S25: does onboarding in person keep customers longer? Half of the new ones get it, by a
# stable draw, and the goal compares them.

playbook "onboarding_experiment" {
  description = "In person or by mail: which customers are active after 90 days?"
  owner       = "lead@example.com"
  tags        = ["onboarding", "experiment"]

  trigger "event" { event = "contract_signed" }
  when = "tier == 'low' && segment.self_service"

  enroll {
    cooldown      = "never"
    control_group = 10
  }

  goal "active" {
    when   = "metric.active_users_7d >= 0.5 * account.seats"
    within = "90d"
  }

  split "way" {
    variant "in_person" {
      weight = 50

      action "meeting" "kickoff" {
        organizer = "{{ account.csm }}"
        attendees = "{{ contacts.champions }}"
        duration  = "45m"
        within    = "5 business days"
        subject   = "Getting {{ account.name }} started"
      }
    }
    variant "by_mail" {
      weight = 50

      action "email" "start" {
        to      = "{{ contacts.champions }}"
        subject = "Getting started"
        body    = "Hello {{ contact.name }}, here is how to begin: https://example.com/start"
      }
    }
  }
}
