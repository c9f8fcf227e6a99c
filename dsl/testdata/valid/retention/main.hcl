workspace {
  retention = "400d"
}
metric "meetings" {
  event  = "meeting.held"
  window = "180d"
}
