team "csm" { lead = "olivia" } # want TD110 "mail address" @21

playbook "p" {
  trigger "event" { event = "email.replied" }

  action "mail" "a" {} # want TD505 "email" @10

  action "email" "b" { # want TD507 "to" @3
    form    = "olivia@example.com" # want TD506 "from" @5
    subject = "Hello"
    body    = "Hello"
  }
  action "email" "c" { # want TD507 "subject" @3
    to = "kenji"       # want TD110 "kenji" @11
  }
  action "email" "d" {
    to       = "kenji@example.com"
    template = "checkin" # want TD412 "There is no template" @16
    subject  = "Hello"   # want TD112 "template brings" @5
  }
  action "task" "e" {
    title    = 5          # want TD508 "takes a text" @16
    assignee = "hana"     # want TD110 "hana" @16
    due      = "tomorrow" # want TD111 "tomorrow" @16
    answers  = "yes"      # want TD508 "questions" @16
  }
  action "task" "f" {
    title   = "Ask"
    answers = { done = one_of("yes", "no") } # want TD403 "done" @15
    wait    = "soon"                         # want TD111 "soon" @15
  }
  action "meeting" "g" {
    organizer = ["olivia@example.com"] # want TD508 "member" @17
    attendees = ["kenji@example.com", 5] # want TD508 "contacts" @17
    duration  = "1 business day"       # want TD111 "1 business day" @17
    subject   = "Hello"
    template  = "checkin" # want TD506 "template" @5
  }
}
