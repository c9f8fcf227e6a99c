attribute "account" "reach_goal" { type = number }
attribute "account" "products" {
  type   = list(string)
  values = ["crm", "ads"]
}

event "contract_signed" {}
event "campaign_sent" {
  properties = { people = number, kind = one_of("mail", "push") }
}

metric "reach_30d" {
  event  = "campaign_sent"
  sum    = "event.people"
  when   = "event.kind == 'push'"
  window = "30d"
}

success_plan "growth" {
  description = "More people, more often."
  starts      = "contract_signed"

  milestone "started" { event = "campaign_sent" }

  objective "reach" {
    target      = "account.reach_goal"
    current     = "metric.reach_30d"
    description = "People whom the campaigns reach."
  }
  objective "complaints" {
    target  = "5"
    current = "previous.reach_30d"
    better  = "lower"
  }
}

tier "focus" {
  when = "success_plan.growth.objectives.reach.gap > 100 && !success_plan.growth.objectives.complaints.reached && 'crm' in account.products"
}
tier "rest" {}
