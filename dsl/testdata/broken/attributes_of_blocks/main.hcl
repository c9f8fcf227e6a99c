workspace {
  timezone = "Europe/London" # want TD103 "time_zone" @3
  locale   = 5               # want TD109 "a string" @14
}

metric "logins" { # want TD105 "event" @1
  window = "30d"
}

tier "high" {
  wen = "true" # want TD103 "when" @3
}

health_score "standard" { # want TD105 "bands" @1
  hysteresis = "three"    # want TD109 "a number" @16

  measure "usage" { # want TD105 "weight" @3 want TD112 "score" @3
    measure = 5     # want TD103 "measure" @5
  }
} # want[-6] TD407 "more than 0" @1

playbook "p" { # want TD504 "at least one step" @1
  mode     = "drafted" # want TD110 "draft" @14
  tags     = "rescue"  # want TD109 "list" @14
  priority = 1.5       # want TD110 "whole number" @14

  trigger "event" { event = "email.replied" }
  trigger = "event" # want TD103 "block" @3
}
