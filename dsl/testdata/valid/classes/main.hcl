# Classifications of accounts and contacts, each of which reads those before it.

attribute "account" "ltv" { type = number }
attribute "contact" "role" {
  type   = string
  values = ["champion", "admin"]
}

event "login" { about = "contact" }

metric "logins_30d" {
  event  = "login"
  window = "30d"
}

tier "high" {
  when = "account.ltv >= 10_000_000"
  hold = "7d"
}
tier "low" { when = "account.ltv >= 1_000_000" }
tier "tech" {}

scale "use" {
  description = "How much they use it."

  level "high" {
    when = "metric.logins_30d >= 200 && tier != 'tech'"
    hold = "14d"
  }
  level "none" { when = "metric.logins_30d == 0" }
  level "low" {}
}

health_score "all" {
  when = "scale.use != 'none'"

  measure "use" {
    weight = 100
    score  = "min(metric.logins_30d, 100)"
  }
  band "green" { from = 50 }
  band "red" { from = 0 }
}

segment "happy" {
  when = "health.band == 'green' && scale.use == 'high'"
  hold = "7d"
}
segment "admins" {
  of   = "contact"
  when = "contact.role == 'admin' && metric.logins_30d > 5"
}

workspace {
  customers = "segment.happy || tier == 'unclassified'"
}

playbook "p" {
  trigger "event" {
    event = "login"
    when  = "segment.admins && scale.use in ['high', 'low']"
  }
  wait "a" { for = "1d" }
}
