# Triggers, rules and steps that this version cannot run: fine for a check, an error for a run.

attribute "account" "renewal_date" { type = date }
attribute "account" "devices" { type = number }
attribute "account" "limit" { type = number }
attribute "contact" "joined" { type = date }
metric "logins" {
  of     = "contact"
  event  = "login"
  window = "30d"
}
metric "calls" {
  of     = "contact"
  event  = "login"
  window = "quarter"
}
contacts "everyone" { when = "contact.email != nil" }
event "login" { about = "contact" }
event "feature_used" {}
metric "visits" {
  event  = "login"
  window = "quarter"
}
tier "high" { when = "account.limit > 5" }
tier "low" {}

playbook "triggers" {
  trigger "event" {
    event  = "login"
    count  = 3
    within = "1h"
  }
  trigger "inactivity" {
    event = "login"
    after = "14d"
  }
  trigger "date" {
    date   = "account.renewal_date"
    before = "120d"
  }
  trigger "schedule" { cron = "0 9 1 * *" }
  trigger "coverage" {
    metric = "visits"
    every  = "quarter"
    lead   = "2w"
  }
  trigger "becomes" { when = "account.devices > 10" }
  trigger "tier" { enters = "high" }
  trigger "usage_limit" {
    value = "account.devices"
    limit = "account.limit"
  }
  trigger "playbook" { playbook = "contacts" }
  trigger "manual" {}
  trigger "event" { event = "tier.changed" }   # want TD102 "tier.changed" @29

  enroll {
    cooldown      = "30d"
    key           = "trigger.kind"
    exclusive     = "outreach"
    hold          = "14d"
    control_group = 10
    max_running   = 5
    quota         = "20 per day"
    order_by      = "account.limit"
  }

  goal "grown" {
    when   = "account.devices > 20"
    within = "30d"
  }

  wait "until" {
    until = "account.devices > 10" # want TD102 "until" @5
  }
  wait "moment" {
    at   = "account.renewal_date" # want TD102 "at" @5
    late = "skip"                 # want TD102 "late" @5
  }
}

playbook "contacts" {
  per = "contact"

  param "reason" { # want TD102 "param" @3
    type    = string
    default = "none"
  }

  trigger "event" { event = "login" }
  trigger "event" {
    event    = "login"
    debounce = "10m"
  }
  trigger "inactivity" {
    event = "login"
    after = "14d"
  }
  trigger "becomes" { when = "contact.email == nil" }
  trigger "date" { date = "contact.joined" }
  trigger "usage_limit" {
    value = "metric.logins"
    limit = "account.limit"
  }
  trigger "coverage" {
    metric = "calls"
    every  = "quarter"
    lead   = "2w"
  }

  wait "a_day" { for = "1d" }
}

playbook "steps" {
  trigger "event" { event = "login" }

  parallel "both" { # want TD102 "parallel" @3
    lane "one" {
      action "note" "first" {
        text  = "One"
        retry = 3 # want TD102 "retry" @9
      }
    }
    lane "two" {
      wait "second" { for = "1d" }
    }
  }
  each "one_by_one" { # want TD102 "each" @3
    in = "contacts.everyone"

    wait "a_day" { for = "1d" }
  }
  repeat "again" { # want TD102 "repeat" @3
    every = "7d"
    times = 3

    wait "an_hour" { for = "1h" }
  }
  timeline "renewal" { # want TD102 "timeline" @3
    anchor = "account.renewal_date"

    at "-30d" {
      wait "before" { for = "1h" }
    }
  }
  split "test" { # want TD102 "split" @3
    variant "a" {}
    variant "b" {}
  }
  approval "lead" { question = "Go on?" }       # want TD102 "approval" @3
  run_playbook "other" { playbook = "contacts" } # want TD102 "run_playbook" @3
  stop "here" {}                                # want TD102 "stop" @3
}
