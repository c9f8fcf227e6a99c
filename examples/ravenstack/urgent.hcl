playbook "urgent_ticket" {
  description = "An urgent ticket of a paying customer: someone calls, and asks how it went."
  owner       = "lead@ravenstack.example"
  tags        = ["support"]
  priority    = 70

  trigger "event" {
    event = "ticket_opened"
    when  = "event.priority == 'urgent'"
  }
  trigger "health_drop" {
    points = 20
    within = "30d"
  }

  enroll { cooldown = "14d" }

  exit "left" { event = "churned" }

  action "task" "call" {
    title   = "Call {{ account.name }}: {{ metric.urgent_30d }} urgent tickets in 30 days"
    due     = "1 business day"
    body    = "Last satisfaction: {{ metric.satisfaction }}. Plan: {{ account.plan }}, {{ account.seats }} seats."
    answers = { mood = one_of("calm", "angry", "not_reached") }
    wait    = "2 business days"
  }

  branch "by_mood" {
    on = "steps.call.mood"

    case "angry" {
      action "task" "escalate" {
        title = "{{ account.name }} is angry: offer a review"
        due   = "2 business days"
      }
    }
    default {
      wait "closed" {
        event   = "ticket_closed"
        timeout = "5d"
      }
      action "task" "chase" {
        when  = "steps.closed.timed_out"
        title = "The ticket of {{ account.name }} is still open"
        due   = "1 business day"
      }
    }
  }
}
