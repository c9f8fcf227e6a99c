# A champion falls silent: the person is asked, while the account as a whole still looks well.

playbook "silent_champion" {
  description = "A champion who has stopped coming is asked what is in the way."
  owner       = "lead@example.com"
  per         = "contact"
  tags        = ["rescue"]

  trigger "inactivity" {
    event = "login"
    after = "10 business days"
  }

  when = "contact.role == 'champion'"

  enroll { cooldown = "60d" }

  exit "back" { event = "login" }

  action "task" "look" {
    title    = "{{ contact.name }} of {{ account.name }} has not come since {{ trigger.since }}"
    assignee = "{{ account.csm }}"
    due      = "1 business day"
    body     = "On holiday, in another role, or stuck? {{ metric.active_users_7d }} others came this week."
    answers  = { next = one_of("write", "nothing") }
    wait     = "3 business days"
  }

  action "email" "ask" {
    when     = "steps.look.next == 'write'"
    to       = "{{ contact }}"
    from     = "{{ account.csm }}"
    template = "silent_champion"
  }
}

template "silent_champion" {
  subject = "Is something in the way, {{ contact.name }}?"
  body    = "We have not seen you for two weeks. If something doesn't work as you need it, just answer this mail."
}
