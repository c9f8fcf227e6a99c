attribute "account" "seats" { type = number }
attribute "account" "status" {
  type   = string
  values = ["trial", "customer"]
}
event "feature_used" {
  properties = {
    feature = string
    count   = number
  }
}

workspace {
  customers = "account.seats" # want TD201 "Not a condition" @16
}
tier "high" { when = "account.seats > 'five'" } # want TD201 "number" @39
tier "low" { when = "account.status == 'costumer'" } # want TD201 "customer" @40
tier "tech" {}

metric "usage" {
  event  = "feature_used"
  sum    = "event.feature" # want TD201 "number" @13
  window = "30d"
}
metric "broken" {
  event  = "feature_used"
  when   = "event.count >" # want TD201 "" @25
  window = "30d"
}
metric "empty" {
  event  = "feature_used"
  when   = "  " # want TD110 "takes an expression" @12
  window = "30d"
}
metric "bare" {
  event  = "feature_used"
  when   = event.count # want TD202 "quotes" @12
  window = "30d"
}
metric "number" {
  event  = "feature_used"
  sum    = 5 # want TD202 "plain string" @12
  window = "30d"
}
