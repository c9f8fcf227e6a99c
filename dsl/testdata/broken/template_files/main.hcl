event "login" { about = "contact" }
attribute "contact" "role" { type = string }
contacts "champions" { when = "contact.role == 'champion'" }

template "welcome" {
  subject = "Hello {{ contact.nme }}" # want TD203 "name" @31
  body    = file("welcome.md")
}
template "unused" {
  subject = "{{ acount.name }} {{ steps.anything.at.all }}" # want TD203 "account" @17
  body    = "${file("part.md")}\n\n{{ tiers }}" # want TD203 "tier" @39
}

playbook "p" {
  trigger "event" { event = "login" }

  action "email" "hello" {
    to       = "{{ contacts.champions }}"
    template = "welcome"
  }
  action "task" "call" {
    title = "Call {{ contacts.champion }}" # want TD203 "champions" @31
    body  = <<-MD
      # Call

      Since {{ run.started_at }}, **{{ trigger.event.typ }}**.
    MD
  } # want[-2] TD203 "type" @54
}
