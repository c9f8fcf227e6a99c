playbook "rescue_quiet_learner" {
  description = "A learner falls silent: the tutor asks why, while there is still time."
  owner       = "tutor@ou.example"
  tags        = ["rescue"]
  priority    = 50

  trigger "health_drop" { to = ["red"] }

  enroll { cooldown = "30d" }

  exit "left" { event = "unregistered" }

  action "task" "ask" {
    title   = "{{ account.name }} fell from {{ trigger.from }} to {{ trigger.to }}"
    due     = "2 business days"
    body    = "{{ metric.clicks_7d }} clicks in the last week, {{ metric.active_days_28d }} active days in four."
    answers = { cause = one_of("time", "content", "personal", "unknown") }
    wait    = "3 business days"
  }

  branch "by_cause" {
    on = "steps.ask.cause"

    case "time" {
      action "task" "plan" {
        title = "Agree on a study plan with {{ account.name }}"
        due   = "3 business days"
      }
    }
    default {
      wait "comes_back" {
        event   = "click"
        timeout = "7d"
      }
      action "task" "call" {
        when  = "steps.comes_back.timed_out"
        title = "Call {{ account.name }}: no sign for a week"
        due   = "1 business day"
      }
    }
  }
}
