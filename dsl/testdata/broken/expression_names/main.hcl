# Names that no expression knows, with the nearest that it does.

attribute "account" "seats" { type = number }
event "login" { about = "contact" }
event "feature_used" {
  properties = { count = number }
}

workspace {
  customers = "account.seat > 0" # want TD201 "seats" @24
}

metric "logins_7d" {
  event  = "login"
  when   = "account.seats > 1" # want TD201 "account" @13
  window = "7d"
}
metric "usage" {
  event  = "feature_used"
  sum    = "event.cont" # want TD201 "count" @19
  when   = "contact.id != ''" # want TD201 "contact" @13
  window = "7d"
}

tier "high" { when = "health.score > 5" } # want TD201 "health" @23
tier "low" {}

contacts "champions" { when = "contact.rol == 'champion'" } # want TD201 "rol" @40

health_score "standard" {
  measure "usage" {
    weight = 100
    value  = "metric.login_7d / account.seats" # want TD201 "logins_7d" @22
    worst  = 0
    best   = 1
  }
  band "red" { from = 0 }
}

playbook "p" {
  when = "tier == 'hgh'" # want TD201 "high" @19

  trigger "event" {
    event = "login"
    when  = "contact.id != '' && trigger.from > 5" # want TD201 "from" @42
  }
  exit "done" { when = "running.q || run.started == nil" } # want TD201 "p" @33 want TD201 "started_at" @42
  wait "a" { for = "1d" }
}
