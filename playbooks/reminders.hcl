# S27: a short reminder before a meeting, in the channel that the customer uses.

playbook "meeting_reminder" {
  description = "The day before a meeting, whoever accepted hears when it is and what comes next."
  owner       = "lead@example.com"
  tags        = ["reminder"]

  trigger "event" { event = "meeting.accepted" }

  enroll { key = "event.meeting_id" }

  exit "cancelled" {
    event = "meeting.cancelled"
    when  = "event.meeting_id == trigger.event.meeting_id"
  }

  wait "until_the_day_before" {
    at   = "before(trigger.event.starts_at, '1 business day')"
    late = "skip"
  }

  action "message" "remind" {
    to       = "{{ trigger.event.contact }}"
    channels = ["chat", "email"]
    template = "reminder"
    tags     = ["reminder"]
  }
}

template "reminder" {
  subject = "Until tomorrow"
  body    = "Hello {{ contact.name }}, we meet tomorrow. Bring the one question that matters most to you."

  locale "ja" {
    subject = "明日のお打ち合わせ"
    body    = "{{ contact.name }} さま、明日はよろしくお願いいたします。"
  }
}
