# S5, community touch: promoters are asked for their story, and new customers read it before
# they begin.

playbook "ask_for_story" {
  description = "Who would recommend us is asked to tell how they did it."
  owner       = "lead@example.com"
  per         = "contact"
  tags        = ["community"]

  trigger "segment" { enters = "promoters" }

  enroll { cooldown = "365d" }

  action "email" "ask" {
    to       = "{{ contact }}"
    from     = "{{ account.csm }}"
    template = "story_request"
    wait     = "10 business days"
  }

  action "task" "interview" {
    when     = "steps.ask.replied"
    title    = "Interview {{ contact.name }} of {{ account.name }} for a story"
    assignee = "{{ account.csm }}"
    due      = "5 business days"
  }

  action "email" "community" {
    when     = "!steps.ask.replied"
    to       = "{{ contact }}"
    template = "community_invitation"
  }
}

playbook "warm_up" {
  description = "New customers read a story of somebody like them before the kickoff."
  owner       = "lead@example.com"
  tags        = ["onboarding"]

  trigger "event" { event = "contract_signed" }

  enroll { cooldown = "never" }

  wait "a_day" { for = "1 business day" }

  action "email" "story" {
    to       = "{{ contacts.champions }}"
    template = "warm_up"
  }
}

template "story_request" {
  subject = "Would you tell others how you did it, {{ contact.name }}?"
  body    = file("mails/story_request.md")
}

template "community_invitation" {
  subject = "Meet others who work like you"
  body    = "Hello {{ contact.name }}, our community meets once a month. Come and look."
}

template "warm_up" {
  subject = "How others began"
  body    = "Hello {{ contact.name }}, before we start: three stories of teams like yours, at https://example.com/stories."
}
