# S23: ask twice a year, and act on every answer.

playbook "ask_nps" {
  description = "Contacts are asked twice a year whether they would recommend us."
  owner       = "lead@example.com"
  per         = "contact"
  tags        = ["survey"]

  trigger "schedule" {
    cron   = "0 10 1 3,9 *"
    when   = "contact.role in ['champion', 'sponsor', 'admin']"
    spread = "14d"
  }

  enroll { cooldown = "150d" }

  action "survey" "ask" {
    to       = "{{ contact }}"
    question = "How likely are you to recommend us to a colleague?"
    template = "nps"
    wait     = "14d"
  }
}

playbook "answer_nps" {
  description = "A detractor is called, a passive is asked what is missing, a promoter is thanked."
  owner       = "lead@example.com"
  per         = "contact"
  tags        = ["survey"]

  trigger "event" { event = "nps_response" }

  enroll { cooldown = "30d" }

  branch "answer" {
    case "promoter" {
      when = "trigger.event.score >= 9"

      action "email" "thank" {
        to       = "{{ contact }}"
        from     = "{{ account.csm }}"
        template = "nps_thanks"
      }
    }
    case "passive" {
      when = "trigger.event.score >= 7"

      action "email" "what_is_missing" {
        to       = "{{ contact }}"
        from     = "{{ account.csm }}"
        template = "nps_missing"
      }
    }
    default {
      action "task" "call" {
        title    = "Call {{ contact.name }} of {{ account.name }}, who gave us {{ trigger.event.score }}"
        assignee = "{{ account.csm }}"
        due      = "1 business day"
        body     = "{{ trigger.event.comment ?? 'No comment.' }}"
      }
    }
  }
}

template "nps" {
  subject = "One question, {{ contact.name }}"
  body    = "It takes ten seconds, and we read every answer."
}

template "nps_thanks" {
  subject = "Thank you, {{ contact.name }}"
  body    = "You made our day. If you know somebody who should know us: this is the mail to forward."
}

template "nps_missing" {
  subject = "What is missing, {{ contact.name }}?"
  body    = "You gave us {{ metric.last_nps }}. What would have made it a 9? Just answer this mail."
}
