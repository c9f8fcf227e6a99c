# S14: customers change, and people must be where they are needed.

playbook "promoted" {
  description = "A customer grew into high touch: it gets a person."
  owner       = "lead@example.com"
  tags        = ["touch-model"]

  trigger "tier" { enters = "high" }

  action "task" "assign" {
    title    = "Find a CSM for {{ account.name }}, which is high touch now"
    assignee = "lead@example.com"
    due      = "2 business days"
    answers  = { csm = text() }
    wait     = "5 business days"
  }

  action "email" "introduce" {
    when     = "steps.assign.done"
    to       = "{{ contacts.champions }}"
    from     = "{{ account.csm }}"
    template = "your_csm"
  }
}

playbook "handed_to_tech" {
  description = "A customer that left high touch is told how it is looked after from now on."
  owner       = "lead@example.com"
  tags        = ["touch-model"]

  trigger "tier" { leaves = "high" }

  enroll { cooldown = "90d" }

  approval "sure" {
    approver = "{{ account.csm }}"
    question = "{{ account.name }} isn't high touch any more. Shall we tell them?"
    timeout  = "5 business days"
  }

  action "email" "tell" {
    to       = "{{ contacts.champions }}"
    from     = "{{ account.csm }}"
    template = "self_service"
  }
}

template "your_csm" {
  subject = "Your new contact with us"
  body    = "Hello {{ contact.name }}, from today I look after {{ account.name }}. When may I call?"
}

template "self_service" {
  subject = "How we help you from now on"
  body    = "Hello {{ contact.name }}, everything you need is at https://example.com/help, and we answer there within a day."
}
