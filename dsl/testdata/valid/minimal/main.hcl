# The least that is a workspace with a playbook.

playbook "nudge" {
  trigger "event" { event = "email.replied" }

  wait "a_day" { for = "1d" }
}
