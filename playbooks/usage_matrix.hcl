# S15, the usage matrix: two products as two axes, and the cell decides the proposal. A
# hundred customers a month are contacted, the most valuable first.

scale "push" {
  level "high" {
    when = "metric.push_usage_30d >= 1000"
    hold = "14d"
  }
  level "low" {}
}

scale "survey" {
  level "high" {
    when = "metric.survey_usage_30d >= 50"
    hold = "14d"
  }
  level "low" {}
}

playbook "usage_matrix" {
  description = "Once a month: what a customer uses decides what is proposed."
  owner       = "lead@example.com"
  tags        = ["adoption"]

  trigger "schedule" {
    cron = "0 9 1 * *"
    when = "!(scale.push == 'high' && scale.survey == 'high')"
  }

  enroll {
    cooldown = "90d"
    quota    = "100 per month"
    order_by = "account.ltv"
  }

  branch "cell" {
    case "teach_survey" {
      when = "scale.push == 'high' && scale.survey == 'low'"

      action "email" "survey" {
        to       = "{{ contacts.admins }}"
        template = "try_survey"
      }
    }
    case "teach_push" {
      when = "scale.push == 'low' && scale.survey == 'high'"

      action "email" "push" {
        to       = "{{ contacts.admins }}"
        template = "try_push"
      }
    }
    default {
      action "task" "visit" {
        title    = "{{ account.name }} uses neither product: find out why"
        assignee = "{{ account.csm }}"
        due      = "5 business days"
      }
    }
  }
}

template "try_survey" {
  subject = "Ask the people whom you reach"
  body    = "Hello {{ contact.name }}, you reach many people. Ask them what they think: it takes five minutes."
}

template "try_push" {
  subject = "Tell them that you heard them"
  body    = "Hello {{ contact.name }}, you ask a lot. Tell people what you made of it, with a push message."
}
