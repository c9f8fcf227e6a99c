# A contract is signed: say hello at once, and say what comes next.

playbook "welcome" {
  description = "Greets the people who will run the desk, on the day they join."
  owner       = "olivia@brightdesk.example"

  trigger "event" { event = "contract_signed" }

  action "email" "hello" {
    to       = "{{ contacts.champions }}" # one message each
    from     = "{{ account.csm }}"
    template = "welcome"
  }
}

template "welcome" {
  subject = "Welcome to Brightdesk, {{ contact.name }}"
  body    = file("welcome.md")
}
