# S20: visit every account once a quarter, measure the gap between its goal and today, and
# choose from what was heard.

playbook "quarterly_visit" {
  description = "Whoever has not been visited this quarter is, before it ends."
  owner       = "lead@example.com"
  tags        = ["coverage"]

  trigger "coverage" {
    metric   = "visits"
    every    = "quarter"
    lead     = "45d"
    order_by = "account.arr"
  }

  when = "tier in ['high', 'low']"

  enroll { quota = "5 per day" }

  exit "visited" {
    event = "meeting.held"
    when  = "event.purpose == 'visit'"
  }

  action "meeting" "visit" {
    organizer = "{{ account.csm }}"
    attendees = "{{ contacts.champions }}"
    duration  = "45m"
    within    = "20 business days"
    subject   = "Our visit at {{ account.name }}"
    purpose   = "visit"
    agenda    = "You wanted to reach {{ account.reach_goal }} people a month; you are at {{ metric.reached_30d }}. What is in the way?"
  }

  wait "visited" {
    event   = "meeting.held"
    timeout = "30d"
  }

  action "task" "focus" {
    title    = "Is {{ account.name }} an account to expand?"
    assignee = "{{ account.csm }}"
    due      = "3 business days"
    answers  = { focus = one_of("yes", "later", "no") }
  }
}
