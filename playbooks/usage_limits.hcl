# S19, priced by what grows: when the devices that are included are nearly used up, the next
# step is proposed, once for each limit.

playbook "devices_nearly_used" {
  description = "80 % and 100 % of the devices in the contract are in use."
  owner       = "lead@example.com"
  tags        = ["commercial"]

  trigger "usage_limit" {
    value  = "metric.devices"
    limit  = "account.devices_included"
    shares = [80, 100]
  }

  branch "how_much" {
    case "full" {
      when = "trigger.share >= 100"

      action "task" "offer" {
        title    = "{{ account.name }} uses all of its {{ account.devices_included }} devices"
        assignee = "{{ account.csm }}"
        due      = "1 business day"
      }
    }
    default {
      action "email" "heads_up" {
        to       = "{{ contacts.admins }}"
        from     = "{{ account.csm }}"
        template = "devices_heads_up"
      }
    }
  }
}

template "devices_heads_up" {
  subject = "You have used {{ trigger.share }} % of your devices"
  body    = "Hello {{ contact.name }}, {{ metric.devices }} of {{ account.devices_included }} devices are registered. The next step costs less now than when you are over."
}
