# It waits for an event, for days, and for a task; its goal is tracked.
playbook "greet" {
  owner = "olivia@example.com"
  trigger "event" { event = "signed" }

  goal "connected" {
    event  = "connected"
    within = "20d"
  }

  action "email" "first" {
    to      = "{{ contacts.champions }}"
    from    = "hana@example.com"
    subject = "Welcome, {{ contact.name }}"
    body    = "Hello **{{ contact.name }}** of {{ account.name }}."
  }

  wait "connected" {
    event   = "connected"
    timeout = "10d"
  }

  branch "did_they" {
    case "yes" {
      when = "steps.connected.matched"
      action "email" "well_done" {
        to      = "{{ contacts.champions }}"
        from    = "hana@example.com"
        subject = "Well done"
        body    = "You are connected."
      }
    }
    default {
      action "task" "call" {
        title = "Call {{ account.name }}"
        due   = "2d"
      }
    }
  }
}

# A timer of days.
playbook "nurture" {
  owner = "olivia@example.com"
  trigger "becomes" { when = "metric.logins_7d > 1" }
  wait "a_while" { for = "3d" }
  action "email" "tip" {
    to      = "{{ contacts.champions }}"
    from    = "hana@example.com"
    subject = "A tip for {{ account.name }}"
    body    = "There is more to see."
  }
}

# A task that somebody has.
playbook "review" {
  owner = "olivia@example.com"
  trigger "event" {
    event = "ticket"
    when  = "event.severity == 'urgent'"
  }
  action "task" "look" {
    title = "Look at the ticket of {{ account.name }}"
    due   = "5d"
  }
}

# One at a time: the second waits for its place.
playbook "limited" {
  owner = "olivia@example.com"
  trigger "event" { event = "signed" }
  enroll {
    max_running = 1
    hold        = "30d"
  }
  wait "work" { for = "5d" }
}

# Events that are counted, and one that waits until no other comes.
playbook "often" {
  owner = "olivia@example.com"
  trigger "event" {
    event  = "ticket"
    count  = 3
    within = "30d"
  }
  action "task" "talk" {
    title = "Talk to {{ account.name }} about their tickets"
  }
}

playbook "settled" {
  owner = "olivia@example.com"
  trigger "event" {
    event    = "ticket"
    debounce = "2d"
  }
  action "email" "how_was_it" {
    to      = "{{ contacts.champions }}"
    from    = "hana@example.com"
    subject = "How was our help?"
    body    = "Tell us."
  }
}

# A contact who falls silent, a date that comes near, a plan that stalls, a score that falls.
playbook "silent" {
  owner = "olivia@example.com"
  per   = "contact"

  trigger "inactivity" {
    event = "login"
    after = "7d"
  }
  action "email" "miss_you" {
    to      = "{{ contact }}"
    from    = "hana@example.com"
    subject = "We miss you, {{ contact.name }}"
    body    = "Come back."
  }
}

playbook "renewal" {
  owner = "olivia@example.com"
  trigger "date" {
    date   = "account.renewal"
    before = "30d"
  }
  action "task" "prepare" {
    title = "Prepare the renewal of {{ account.name }}"
  }
}

playbook "stalled" {
  owner = "olivia@example.com"
  trigger "onboarding_stall" {
    success_plan = "onboarding"
    overdue      = "1d"
  }
  action "task" "unstall" {
    title = "Help {{ account.name }}"
  }
}

playbook "fall" {
  owner = "olivia@example.com"
  trigger "health_drop" {
    points = 20
    within = "30d"
  }
  action "task" "ask" {
    title = "Ask {{ account.name }} what happened"
  }
}

playbook "asleep" {
  owner = "olivia@example.com"
  trigger "event" { event = "signed" }
  action "task" "wake" {
    title = "Wake {{ account.name }}"
  }
}
