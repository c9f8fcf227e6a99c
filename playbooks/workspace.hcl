# A library of playbooks, one practice of customer success a file. Together they are one
# workspace that `tend validate` checks as a whole; take the files that you need, and the
# declarations that they read from customers.hcl, signals.hcl and health.hcl.

workspace {
  time_zone = "Europe/London"
  locale    = "en"
  calendar  = "office"
  customers = "account.status == 'customer'"
}

calendar "office" {
  weekdays = ["mon", "tue", "wed", "thu", "fri"]
  hours    = "09:00-17:30"
  holidays = "gb"
}

# Who does the work. A task without an assignee is the lead's.
team "csm" {
  lead     = "lead@example.com"
  overflow = "queue"

  member "hana@example.com" {
    tasks_per_day = 8
    accounts      = 40
  }
  member "omar@example.com" {
    tasks_per_day = 8
    accounts      = 60
  }
}

team "product" {
  lead = "product@example.com"
  member "pia@example.com" { tasks_per_day = 3 }
}

team "sales" {
  lead = "sales@example.com"
  member "sam@example.com" { tasks_per_day = 10 }
}

# Nobody gets more than three messages a week from all playbooks together, and none at night.
communication_limits "default" {
  max_messages = "3 per 7d"
  quiet_hours  = "20:00-08:00"
  calendar     = "office"
  except       = ["reminder"]
}
