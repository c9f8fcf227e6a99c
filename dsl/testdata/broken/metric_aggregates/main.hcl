attribute "contact" "role" { type = string }

event "feature_used" {
  properties = { count = number, feature = string }
}
event "login" { about = "contact" }

metric "many" {
  event  = "feature_used"
  sum    = "event.count"
  avg    = "event.count" # want TD411 "sum" @3
  max    = "event.count" # want TD411 "sum" @3
  value  = "5"           # want TD411 "sum" @3
  window = "30d"
}
metric "no_number" {
  event = "feature_used"
  min   = "event.feature" # want TD201 "number" @12
}
metric "no_window" { # want TD105 "window" @1
  event = "feature_used"
  avg   = "event.count"
}
metric "no_event" { # want TD105 "event" @1
  window = "30d"
}
metric "unknown_period" {
  event  = "feature_used"
  window = "quartr" # want TD111 "quarter" @12
}
metric "period_of_nobody" {
  event  = "feature_used"
  window = "" # want TD111 "not a duration" @12
}
metric "wrong_of" {
  of     = "contacts" # want TD110 "contact" @12
  event  = "login"
  window = "week"
}
metric "of_a_stranger" {
  of     = "contact"
  event  = "feature_used" # want TD413 "about the account" @12
  window = "day"
}
metric "cap_of_a_count" {
  event  = "login"
  window = "7d"
  cap    = 5 # want TD112 "distinct" @3
}
metric "half_a_cap" {
  event    = "login"
  distinct = "contact.id"
  window   = "7d"
  cap      = 1.5 # want TD110 "whole" @14
}
metric "no_cap" {
  event    = "login"
  distinct = "contact.id"
  window   = "7d"
  cap      = 0 # want TD110 "between 1" @14
}

metric "seen" {
  of     = "contact"
  event  = "login"
  window = "7d"
}
# A fact of contacts needs a contact.
tier "high" {
  when = "metric.seen > 5" # want TD201 "seen" @18
}
tier "rest" {}
