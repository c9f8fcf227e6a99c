# S13, the hand-over from sales: why they bought, what they want to reach, and by when. What
# is missing is chased until it is there, before the kickoff.

playbook "handover" {
  description = "What sales knows has to be written down before the kickoff."
  owner       = "lead@example.com"
  tags        = ["onboarding"]

  trigger "event" { event = "contract_signed" }

  when = <<-EXPR
    is_missing(account.reason_to_buy) || is_missing(account.goal)
    || is_missing(account.goal_by)
  EXPR

  enroll { cooldown = "never" }

  exit "complete" {
    when = <<-EXPR
      !is_missing(account.reason_to_buy) && !is_missing(account.goal)
      && !is_missing(account.goal_by)
    EXPR
  }

  repeat "chase" {
    every = "2 business days"
    times = 3

    action "task" "write_down" {
      title    = "Write down the hand-over of {{ account.name }}"
      assignee = "sam@example.com"
      due      = "1 business day"
      body     = "Why did they buy, what do they want to reach, by when? The touch model depends on it."
      wait     = "2 business days"
    }
  }

  action "task" "escalate" {
    title    = "{{ account.name }} starts without a hand-over"
    assignee = "lead@example.com"
    due      = "1 business day"
  }
}
