# S16, the success map: the customer ticks the problems to work on. Each is a playbook of its
# own, for another team, and one person hears when all of them are done.

playbook "success_map" {
  description = "For each problem that the customer chose, the team that solves it begins."
  owner       = "lead@example.com"

  trigger "event" { event = "success_map_filled" }

  enroll { cooldown = "30d" }

  parallel "problems" {
    lane "adoption" {
      run_playbook "train" {
        when     = "trigger.event.adoption"
        playbook = "train_the_team"
        with     = { topic = "first steps" }
      }
    }
    lane "reporting" {
      action "task" "dashboards" {
        when     = "trigger.event.reporting"
        title    = "Build the first dashboard with {{ account.name }}"
        assignee = "pia@example.com"
        due      = "10 business days"
        wait     = "15 business days"
      }
    }
    lane "process" {
      run_playbook "workshop" {
        when     = "trigger.event.process"
        playbook = "hold_workshop"
        with     = { topic = "process", length = "3h" }
      }
    }
  }

  action "task" "report" {
    title    = "Tell {{ account.name }} what was done about its success map"
    assignee = "{{ account.csm }}"
    due      = "3 business days"
  }
}

playbook "train_the_team" {
  description = "Training on one topic."
  owner       = "lead@example.com"
  param "topic" { type = string }

  trigger "manual" {}

  action "email" "offer" {
    to      = "{{ contacts.admins }}"
    subject = "Training: {{ param.topic }}"
    body    = "Hello {{ contact.name }}, we would like to show your team {{ param.topic }}. Answer with a day that suits you."
    wait    = "10 business days"
  }
}
