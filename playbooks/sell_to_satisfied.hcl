# S18: sell more only to customers who are satisfied. Others must first succeed: what is
# bought from pity or pressure is lost again.

guard "sell_to_the_satisfied" {
  tags      = ["commercial"]
  when      = "health.band == 'green' && !running.rescue"
  otherwise = "pause"
}

playbook "rescue" {
  description = "A customer's health falls: a person looks."
  owner       = "lead@example.com"
  tags        = ["rescue"]
  priority    = 100

  trigger "health_drop" {
    points = 15
    within = "14d"
  }

  enroll {
    cooldown  = "30d"
    exclusive = "outreach"
  }

  exit "recovered" { when = "health.band == 'green'" }
  exit "churned" { event = "contract_ended" }

  goal "healthy_again" {
    when   = "health.score >= 75"
    within = "45d"
  }

  action "task" "look" {
    title    = "{{ account.name }} fell from {{ trigger.from }} to {{ trigger.to }}"
    assignee = "{{ account.csm }}"
    due      = "1 business day"
    wait     = "3 business days"
  }

  action "task" "escalate" {
    when     = "!steps.look.done"
    title    = "{{ account.name }} has been waiting for three days"
    assignee = "lead@example.com"
    due      = "1 business day"
  }
}

playbook "more_seats" {
  description = "A satisfied customer that has outgrown its contract is offered more seats."
  owner       = "lead@example.com"
  tags        = ["commercial"]
  priority    = 20

  trigger "becomes" {
    when  = "metric.active_users_7d > account.seats"
    after = "14d"
  }

  enroll {
    cooldown  = "90d"
    exclusive = "outreach"
    hold      = "30d"
  }

  action "task" "offer" {
    title    = "{{ account.name }} needs more than its {{ account.seats }} seats"
    assignee = "{{ account.csm }}"
    due      = "3 business days"
  }
}
