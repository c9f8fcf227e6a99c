attribute "account" "seats" { type = number }
contacts "champions" { when = "true" }
event "login" {}

template "t" {
  subject = "Hello"
  body    = "Hello {{ contact.name }}"
}

playbook "p" {
  trigger "event" { event = "login" }

  action "email" "a" {
    to       = "{{ account.seats }}"      # want TD508 "contacts" @17
    from     = "{{ contacts.champions }}" # want TD508 "mail address" @17
    template = "t"
  }
  action "task" "b" {
    title = "{{ contacts.champions }}" # want TD508 "a text" @14
    due   = "{{ account.seats }}"      # want TD508 "a duration" @14
    body  = "Hello {{ contact.name }}" # want TD203 "contact" @23
  }
  action "email" "c" {
    to      = ["{{ contacts.champions }}", "boss@example.com", "boss"] # want TD110 "boss" @65
    subject = "Hello {{ contact.nam }}"                                # want TD203 "name" @33
    body    = "Hello"
  }
}
