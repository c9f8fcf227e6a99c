playbook "p" {
  trigger "event" { event = "email.replied" }

  wait "nothing" {} # want TD112 "needs" @3
  wait "both" {
    for   = "1d"
    event = "email.replied" # want TD112 "either" @5
  }
  wait "timeout" {
    for     = "1d"
    timeout = "2d" # want TD112 "limits" @5
  }
  wait "zero" { for = "0d" }  # want TD111 "longer than nothing" @23
  wait "for_what" {
    for      = "1d"
    on_error = "retry" # want TD110 "continue" @16
  }

  exit "never" {} # want TD112 "needs" @3

  enroll {
    cooldown = "once" # want TD111 "once" @16
  }
}
