# Every kind of step, and every form in which it can be written.

attribute "account" "renewal_date" { type = date }
attribute "account" "seats" { type = number }
attribute "account" "csm" { type = member }
attribute "contact" "role" { type = string }
contacts "admins" { when = "contact.role == 'admin'" }
event "login" { about = "contact" }
event "workshop" {
  properties = { problems = list(string) }
}
tier "high" { when = "account.seats > 100" }
tier "low" {}

playbook "everything" {
  param "reason" {
    type    = string
    values  = ["renewal", "rescue"]
    default = "renewal"
  }
  param "seats" {
    type    = number
    default = 5
  }

  trigger "event" { event = "workshop" }
  trigger "manual" {}

  goal "renewed" {
    when   = "days_until(account.renewal_date) > 300"
    within = "150d"
  }
  goal "logged_in" {
    event  = "login"
    when   = "contact.role == 'admin'"
    within = "2w"
  }

  wait "until" {
    until   = "account.seats > param.seats"
    timeout = "3d"
  }
  wait "moment" {
    at   = "before(account.renewal_date, '30d')"
    late = "skip"
  }
  parallel "prepare" {
    when = "param.reason == 'renewal' && !steps.until.timed_out"

    lane "people" {
      action "task" "who" {
        title    = "Who decides at {{ account.name }}?"
        assignee = "{{ account.csm }}"
        retry    = 3
        on_error = "continue"
      }
    }
    lane "numbers" {
      repeat "ask" {
        every = "7d"
        times = 4
        until = "steps.login.matched"

        wait "login" {
          event   = "login"
          timeout = "5d"
        }
      }
    }
  }
  each "admin" {
    in       = "contacts.admins"
    parallel = 5

    action "email" "hello" {
      to      = "{{ contact }}"
      subject = "Hello {{ contact.name }}"
      body    = "How are you?"
      wait    = "1d"
    }
    wait "a_day" {
      for  = "1d"
      when = "!steps.hello.replied"
    }
  }
  each "one_problem" {
    in = "trigger.event.problems"

    action "note" "problem" { text = "{{ item }}" }
  }
  split "tone" {
    variant "plain" {}
    variant "warm" {
      approval "send_it" {
        approver   = "{{ account.csm }}"
        question   = "Send {{ account.name }} the offer?"
        timeout    = "2 business days"
        on_timeout = "approve"
        on_reject  = "continue"
      }
    }
  }
  run_playbook "offer" {
    playbook = "offer"
    when     = "steps.tone.taken == 'warm'"
    with = {
      reason  = "{{ param.reason }}"
      seats   = "{{ account.seats }}"
      urgent  = true
      contact = "hana@example.com"
    }
    retry = 0
  }
  timeline "renewal" {
    anchor = "account.renewal_date"
    late   = "all"

    at "-120d" {
      action "note" "early" { text = "{{ steps.admin.count }} admins" }
    }
    at "-2 business days" {
      wait "an_hour" { for = "1h" }
    }
    at "0d" {
      run_playbook "later" {
        playbook = "offer"
        with     = { reason = "x", seats = 5 }
        wait     = false
      }
    }
  }
  branch "how" {
    on = "steps.offer.outcome"

    case "bought" {
      stop "won" { outcome = "won" }
    }
    case "failed" {
      stop "end" { when = "tier == 'low'" }
    }
  }
}

playbook "offer" {
  param "reason" { type = string }
  param "seats" { type = number }
  param "urgent" {
    type    = bool
    default = false
  }
  param "contact" {
    type    = member
    default = "olga@example.com"
  }

  exit "bought" { when = "account.seats >= param.seats" }

  action "note" "offer" { text = "{{ param.reason }}: {{ param.seats }} for {{ param.contact }}" }
}
