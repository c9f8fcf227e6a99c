calendar "office" {}

communication_limits "default" { # want TD102 "communication_limits" @1-31
  max_messages = ["1 per 1d", "3 per 7d"]
  quiet_hours  = "20:00-08:00"
  calendar     = "office"
  except       = ["reminder", "urgent"]
}
communication_limits "one" { # want TD102 "communication_limits" @1-27
  max_messages = "100 per 365d"
}

guard "sell_to_the_satisfied" {
  tags      = ["commercial", "urgent"]
  when      = "tier != 'tech' && !running.rescue"
  otherwise = "stop" # want TD102 "stop" @15-21
}
guard "quiet" { # want TD102 "pause" @1-14
  tags = ["commercial"]
  when = "account.name != 'Acme'"
}

tier "tech" {}

team "csm" {
  lead     = "lead@example.com"
  overflow = "queue" # want TD102 "overflow" @14-21

  member "olga@example.com" {}
  member "hana@example.com" {
    tasks_per_day = 8        # want TD102 "tasks_per_day" @5-18
    accounts      = 40       # want TD102 "accounts" @5-13
    calendar      = "office" # want TD102 "calendar" @5-13
  }
}

playbook "rescue" {
  tags = ["urgent"]

  trigger "event" { event = "email.replied" }
  wait "a" { for = "1d" }
}
playbook "offer" {
  tags  = ["commercial"]
  owner = "hana@example.com"

  trigger "event" { event = "email.replied" }

  action "note" "n" {
    text = "Hello"
    tags = ["reminder"]
  }
}
