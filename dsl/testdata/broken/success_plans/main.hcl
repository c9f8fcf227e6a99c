success_plan "empty" { # want TD105 "milestone" @1
  starts = "email.sent"
}

success_plan "onboarding" {
  starts = "email.sent"

  milestone "nothing" {} # want TD112 "event" @3
  milestone "both" {
    event   = "meeting.held"
    reached = "account.id != ''" # want TD112 "either" @5
  }
  milestone "condition" {
    reached = "account.id != ''"
    when    = "account.id != ''" # want TD112 "needs" @5
  }
  milestone "late" {
    event = "meeting.held"
    due   = "soon" # want TD111 "soon" @13
  }
  milestone "late" { event = "meeting.held" } # want TD108 "main.hcl:17:13" @13
}
