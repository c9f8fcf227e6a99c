event "login" {}

success_plan "onboarding" {
  starts = "login"

  milestone "undated" { event = "meeting.held" }
}

playbook "no_trigger" { # want TD105 "at least one trigger" @1
  wait "a" { for = "1d" }
}

playbook "p" {
  trigger {}               # want TD106 "event" @3
  trigger "health_drops" {} # want TD501 "health_drop" @11

  trigger "health_drop" { # want TD503 "no health_score" @3
    points = 15
  } # want[-2] TD105 "within" @3

  trigger "onboarding_stall" {
    success_plan = "onbording" # want TD412 "onboarding" @20
  }
  trigger "onboarding_stall" { # want TD503 "ever overdue" @3
    success_plan = "onboarding"
  }
  trigger "onboarding_stall" {
    success_plan = "onboarding"
    milestone    = "undated" # want TD503 "never overdue" @20
  }
  trigger "onboarding_stall" {
    success_plan = "onboarding"
    milestone    = "adopted" # want TD412 "undated" @20
    idle         = "7d"      # want TD112 "either" @5
  }
  trigger "onboarding_stall" {} # want TD105 "success_plan" @3

  trigger "event" {
    event = "login"
  }

  wait "a" { for = "1d" }
}
