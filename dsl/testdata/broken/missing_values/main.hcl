attribute "account" "seats" { type = number }
attribute "account" "plan" { type = string }
attribute "account" "trial" { type = bool }
attribute "account" "spend" { type = number }

event "login" { properties = { count = optional(number) } }

metric "logins" {
  event  = "login"
  window = "30d"
}

variable "limit" { default = 5 }

tier "big" { when = "!(account.seats <= 100)" } # want TD206 warning "account.seats == nil" @24
tier "small" {}

playbook "negations" {
  trigger "event" { event = "login" }

  when = <<-EXPR
    !account.trial && !(tier == "big")
    && (account.seats == nil || !(account.seats > 5))
    && account.plan not in ["free"] && !(account.plan != "日本" && 3 > metric.logins)
    && !(var.limit > 5)
    && !((account.spend ?? 0) > 5)
    && !!(account.seats > 5)
  EXPR
  # want[-5] TD206 warning "account.plan" @42, want[-5] TD206 warning "metric.logins" @70

  action "task" "first" {
    when  = "account.seats > 3"
    title = "{{ !(account.seats > 3) ? 'few' : 'many' }} seats" # want TD206 warning "account.seats" @19
    wait  = "2d"
  }
  action "task" "second" {
    when  = "let s = steps.first; not (true && s.done)" # want TD205 warning "steps.first.reached" @48
    title = "x"
    wait  = "2d"
  }
  action "task" "third" {
    when  = "let s = steps; s.first.reached && !s.first.done"
    title = "{{ !steps.second.reached }}"
  }
  action "task" "fourth" {
    when  = "!(steps.first.done ?? false) && !is_missing(steps.first.done)"
    title = "{{ !steps.third.reached ? 'a' : 'b' }}"
  }
}
