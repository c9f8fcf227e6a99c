playbok "rescue" {} # want TD101 "playbook" @1

metric "logins" {
  event  = "email.sent"
  window = "30d"

  windows {} # want TD101 "windows" @3
}

customer = "everyone" # want TD103 "outside every block" @1

success_plan "onboarding" {
  starts = "email.sent"

  milestones "one" { event = "email.replied" } # want TD101 "milestone" @3
  milestone "two" { event = "email.replied" }
}
