event "feature_used" {
  properties = { count = number }
}

metric "both" {
  event    = "feature_used"
  sum      = "event.count"
  distinct = "event.count" # want TD411 "sum" @3
  window   = "30d"
}
metric "no_window" { # want TD105 "window" @1
  event = "feature_used"
}
metric "wrong_window" {
  event  = "feature_used"
  window = "30 days" # want TD111 "30 days" @12
}
metric "business_window" {
  event  = "feature_used"
  window = "2 business days" # want TD111 "clock" @12
}
metric "nothing" {
  event  = "feature_used"
  window = "0d" # want TD111 "longer than nothing" @12
}
metric "number_window" {
  event  = "feature_used"
  window = 30 # want TD109 "duration" @12
}
