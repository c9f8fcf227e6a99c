# A contract is signed: say hello, and see to it that they arrive.

playbook "welcome" {
  description = "Greets a new customer, and calls those who don't begin."

  trigger "event" { event = "contract_signed" }

  enroll { cooldown = "never" } # once for each customer

  action "email" "hello" {
    to       = "{{ contacts.champions }}" # one message each
    from     = "{{ account.csm }}"
    template = "welcome"
  }

  wait "first_login" {
    event   = "login"
    timeout = "3 business days"
  }

  action "task" "call" {
    when     = "steps.first_login.timed_out"
    title    = "Call {{ account.name }}: nobody has logged in yet"
    assignee = "{{ account.csm }}"
    due      = "1 business day"
  }

  wait "a_month" { for = "30d" }

  action "task" "review" {
    when     = "health.band != 'green'"
    title    = "{{ account.name }} is {{ health.band }} after a month: what is missing?"
    assignee = "{{ account.csm }}"
    due      = "2 business days"
    body     = "{{ metric.active_users_7d }} of {{ account.seats }} people were here in the last week."
  }
}

template "welcome" {
  subject = "Welcome, {{ contact.name }}"
  body    = file("welcome.md") # Markdown; sent as text and as HTML
}
