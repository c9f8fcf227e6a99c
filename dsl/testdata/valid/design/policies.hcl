communication_limits "default" {
  max_messages = "3 per 7d"    # per contact, over all playbooks
  quiet_hours  = "20:00-08:00" # in the contact's zone
  calendar     = "office"
  except       = ["reminder"] # tags of actions
}
guard "sell_to_the_satisfied" {
  tags      = ["commercial"] # holds for all playbooks that carry the tag
  when      = "health.band == 'green' && !running.rescue_health_drop"
  otherwise = "pause"
}
team "csm" {
  lead     = "lead@example.com"
  overflow = "queue" # by playbook priority, then LTV
  member "hana@example.com" {
    tasks_per_day = 8
    accounts      = 40
  }
}
