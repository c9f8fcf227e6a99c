# What the blocks of the design need besides themselves.

attribute "account" "reach_goal" { type = number }
attribute "contact" "locale" { type = string }

event "contract_signed" {}
event "contract_ended" {}
event "integration_connected" {}
event "ticket_opened" {}
event "feature_used" {
  properties = { count = number }
}

metric "reach_30d" {
  event  = "feature_used"
  sum    = "event.count"
  window = "30d"
}

template "story" {
  subject = "Would you tell your story, {{ contact.name }}?"
  body    = "You gave us {{ metric.last_nps }} points."
}
template "proposal" {
  subject = "The next year"
  body    = "Your contract of {{ account.name }} is renewed on {{ account.renewal_date }}."
}
template "reminder" {
  subject = "Tomorrow"
  body    = "We meet at {{ trigger.event.starts_at }}."
}

playbook "renewal_offer" {
  tags = ["commercial"]

  param "reason" {
    type   = string
    values = ["price", "growth"]
  }

  action "task" "offer" { title = "Make {{ account.name }} an offer ({{ param.reason }})" }
  action "email" "remind" {
    tags    = ["reminder"]
    to      = "{{ contacts.champions }}"
    subject = "Our offer"
    body    = "It is valid until {{ account.renewal_date }}."
  }
}
