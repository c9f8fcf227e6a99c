# S26: collect the reasons for churn, and work on those with the largest impact first.

playbook "learn_from_churn" {
  description = "Who leaves is asked why; the reason is kept, and the right team hears it."
  owner       = "lead@example.com"
  tags        = ["churn"]

  trigger "event" { event = "contract_ended" }

  enroll { cooldown = "never" }

  action "task" "ask_why" {
    title    = "Ask {{ account.name }} why it left (they paid {{ account.arr }} a year)"
    assignee = "{{ account.csm }}"
    due      = "3 business days"
    body     = "They said: {{ trigger.event.reason }}. {{ trigger.event.detail ?? '' }}"
    answers  = { cause = one_of("product", "price", "people", "closed", "other") }
    wait     = "10 business days"
  }

  branch "who_hears_it" {
    on = "steps.ask_why.cause"

    case "product" {
      action "task" "product" {
        title    = "{{ account.name }} left because of the product"
        assignee = "pia@example.com"
        due      = "10 business days"
      }
    }
    case "price" {
      action "task" "sales" {
        title    = "{{ account.name }} left because of the price"
        assignee = "sam@example.com"
        due      = "10 business days"
      }
    }
    default {
      stop "kept" {
        outcome = "recorded"
      }
    }
  }
}
