workspace {
  retention = "400d" # want TD102 "retention" @3-12
}
metric "meetings" {
  event  = "meeting.held"
  window = "180d"
}
