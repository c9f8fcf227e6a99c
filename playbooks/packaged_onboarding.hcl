# S3, low touch: the same onboarding for everyone, in groups. One webinar a week, with many
# invited; who came is followed up by mail, who did not is invited again.

variable "webinar_link" {
  default = "https://example.com/webinar"
}

playbook "packaged_onboarding" {
  description = "A new low-touch customer is invited to the weekly webinar, twice if need be."
  owner       = "lead@example.com"
  tags        = ["onboarding"]

  trigger "event" { event = "contract_signed" }
  when = "tier == 'low'"

  enroll { cooldown = "never" }

  exit "onboarded" { when = "success_plan.onboarding.completed" }
  exit "churned" { event = "contract_ended" }

  action "email" "invite" {
    to       = "{{ contacts.admins }}"
    template = "webinar"
  }

  wait "training" {
    event   = "training_attended"
    timeout = "10 business days"
  }

  branch "did_they_come" {
    case "came" {
      when = "steps.training.matched"

      action "email" "next_steps" {
        to       = "{{ contacts.admins }}"
        template = "after_webinar"
      }
    }
    default {
      action "email" "invite_again" {
        to       = "{{ contacts.admins }}"
        template = "webinar"
      }
      action "task" "call" {
        when     = "metric.active_users_7d == 0"
        title    = "Call {{ account.name }}: nobody came, and nobody logged in"
        assignee = "{{ account.csm }}"
        due      = "2 business days"
      }
    }
  }
}

# The yearly review of low-touch customers, spread over three weeks.
playbook "yearly_review" {
  description = "Once a year every low-touch customer gets its figures by mail."
  owner       = "lead@example.com"
  tags        = ["review"]

  trigger "schedule" {
    cron   = "0 10 10 1 *"
    when   = "tier == 'low'"
    spread = "21d"
  }

  action "email" "figures" {
    to       = "{{ contacts.champions }}"
    from     = "{{ account.csm }}"
    template = "yearly_figures"
  }
}

template "webinar" {
  subject = "Get started with us: this week's webinar"
  body    = <<-MAIL
    Hello {{ contact.name }},

    every Thursday we show new customers the first steps, and answer what you ask.
    Join here: ${var.webinar_link}
  MAIL

  locale "ja" {
    subject = "はじめてのウェビナーのご案内"
    body    = <<-MAIL
      {{ contact.name }} さま

      毎週木曜日に、はじめの一歩をご案内するウェビナーを開いています。
      ご参加はこちらから: ${var.webinar_link}
    MAIL
  }
}

template "after_webinar" {
  subject = "Thank you for coming"
  body    = "Your next step, {{ contact.name }}: connect your data. It takes ten minutes."
}

template "yearly_figures" {
  subject = "Your year with us"
  body    = <<-MAIL
    Hello {{ contact.name }},

    {{ metric.active_users_7d }} of your {{ account.seats }} people worked with us last week.
    {{ health.band == 'green' ? 'That is a lot: thank you.' : 'There is room for more: shall we talk?' }}
  MAIL
}
