playbook "ask_silent_learner" {
  description = "A learner who takes part doesn't come for four weeks, or never came: a message before it is too late."
  owner       = "tutor@ou.example"
  tags        = ["rescue"]
  priority    = 40

  trigger "inactivity" {
    event = "click"
    after = "28d"
  }
  trigger "becomes" {
    when = "days_since(account.starts) >= 28 && is_missing(metric.last_click)"
  }

  # Before the course nobody has to come.
  when = "days_since(account.starts) >= 0"

  enroll { cooldown = "60d" }

  exit "back" { event = "click" }
  exit "left" { event = "unregistered" }

  action "task" "write" {
    title = "Ask {{ account.name }} how it goes: no sign since {{ metric.last_click }}"
    due   = "1 business day"
    wait  = "5 business days"
  }
}
