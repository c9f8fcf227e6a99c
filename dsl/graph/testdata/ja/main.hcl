workspace {
  time_zone = "Asia/Tokyo"
  locale    = "ja"
}

attribute "account" "ltv" { type = number }
attribute "account" "renewal_date" { type = date }
attribute "account" "csm" { type = member }
attribute "contact" "role" { type = string }

contacts "champions" { when = "contact.role == 'champion'" }

event "login" { about = "contact" }
event "contract_ended" {}
event "usage_report" {
  properties = {
    feature = string
    count   = number
  }
}

metric "logins" {
  event  = "login"
  window = "7d"
}

tier "high" { when = "account.ltv >= 10_000_000" }
tier "low" {}

health_score "standard" {
  measure "usage" {
    weight = 100
    value  = "metric.logins"
    worst  = 0
    best   = 20
  }
  band "green" { from = 75 }
  band "yellow" { from = 50 }
  band "red" { from = 0 }
}

playbook "健全度の低下" {
  description = "お客さまの健全度が下がったときに、理由を確かめ、担当者が直接お話しして立て直すまでの流れです。"
  owner       = "hana@example.com"
  tags        = ["解約防止", "ハイタッチ"]
  priority    = 80

  trigger "health_drop" {
    points = 15
    within = "7d"
  }
  trigger "health_drop" {
    from = ["green", "yellow"]
    to   = "red"
  }
  trigger "event" {
    event = "usage_report"
    when  = "event.feature == 'エクスポート' && event.count > 100"
  }

  when = <<-EXPR
    tier in ["high", "low"]
    && days_until(account.renewal_date) in 0..180
  EXPR

  enroll { cooldown = "30d" }

  exit "回復" { when = "health.band == 'green'" }
  exit "解約" { event = "contract_ended" }

  action "task" "確認" {
    description = "数字だけではわからない理由を、最初に人の目で確かめます。"
    title       = "{{ account.name }} さまの健全度が {{ trigger.from }} から {{ trigger.to }} に下がりました。理由を確認してください。"
    assignee    = "{{ account.csm }}"
    due         = "1 business day"
    answers = {
      cause = one_of("製品", "担当者の交代", "価格", "不明")
    }
    wait = "2 business days"
  }

  branch "理由" {
    on = "steps.確認.cause"

    case "製品" {
      when = "tier == 'high'"

      action "meeting" "定期確認" {
        organizer = "{{ account.csm }}"
        attendees = "{{ contacts.champions }}"
        duration  = "30m"
        within    = "5 business days"
        subject   = "{{ account.name }} さまとの定期確認"
      }
    }
    case "担当者の交代" {
      action "task" "紹介の依頼" {
        title    = "{{ account.name }} さまの新しいご担当者を紹介していただく"
        assignee = "{{ account.csm }}"
        due      = "3 business days"
      }
      wait "初回ログイン" {
        event   = "login"
        timeout = "10 business days"
      }
      action "email" "ようこそ" {
        when     = "steps.初回ログイン.matched"
        to       = "{{ contacts.champions }}"
        template = "ご様子伺い"
        on_error = "continue"
      }
    }
    default {
      action "email" "伺い" {
        to       = "{{ contacts.champions }}"
        from     = "{{ account.csm }}"
        template = "ご様子伺い"
        wait     = "5 business days"
      }
      branch "返事" {
        case "なし" {
          when = "steps.伺い.timed_out && health.score < 40 && tier == 'high' && days_until(account.renewal_date) < 90"

          action "task" "電話" {
            title    = "{{ account.name }} さまへ電話"
            assignee = "{{ account.csm }}"
            due      = "2 business days"
          }
        }
      }
    }
  }

  wait "落ち着くまで" { for = "2w" }
}

template "ご様子伺い" {
  subject = "{{ contact.name }} さま、ご利用状況はいかがですか"
  body    = "お困りのことがあれば、いつでもご返信ください。"
}
