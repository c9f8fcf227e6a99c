# A course at an open university. A learner in one run of the course is an "account", a click is
# usage, and leaving the course is churn.

workspace {
  time_zone = "Europe/London"
  locale    = "en"
  # Who is on the course now: registered, and not gone since.
  customers = "metric.registered_on != nil && metric.left_on == nil"
}

attribute "account" "presentation" {
  type        = string
  values      = ["2013J", "2014J"]
  description = "The run of the course: the year, and J for October"
}
attribute "account" "starts" {
  type        = date
  description = "The first day of that run"
}
attribute "account" "gender" {
  type   = string
  values = ["F", "M"]
}
attribute "account" "region" { type = string }
attribute "account" "education" { type = string }
attribute "account" "deprivation" {
  type        = string
  description = "Band of the index of multiple deprivation; not known of everyone"
}
attribute "account" "age" {
  type   = string
  values = ["under_35", "35_to_55", "over_55"]
}
attribute "account" "attempts" {
  type        = number
  description = "How often this learner tried the course before"
}
attribute "account" "credits" { type = number }
attribute "account" "disability" { type = bool }
attribute "account" "result" {
  type        = string
  values      = ["Pass", "Fail", "Withdrawn", "Distinction"]
  description = "How it ended: for looking back only, no playbook may know it beforehand"
}

event "registered" {
  properties = { day = date }
}
event "unregistered" {
  properties = { day = date }
}
event "click" {
  properties = {
    site   = string
    clicks = number
    day    = date
  }
}

metric "registered_on" {
  event = "registered"
  last  = "event.day"
}
metric "left_on" {
  event = "unregistered"
  last  = "event.day"
}
metric "last_click" {
  event = "click"
  last  = "event.day"
}
metric "clicks_7d" {
  event  = "click"
  sum    = "event.clicks"
  window = "7d"
}
metric "clicks_28d" {
  event  = "click"
  sum    = "event.clicks"
  window = "28d"
}
metric "active_days_28d" {
  event    = "click"
  distinct = "event.day"
  window   = "28d"
}
metric "pages_28d" {
  event    = "click"
  distinct = "event.site"
  window   = "28d"
}

# Who tried before, or studies much beside this course, gets a person's attention first.
tier "close" { when = "account.attempts >= 1 || account.credits >= 120" }
tier "standard" {}

health_score "engagement" {
  when       = "metric.registered_on != nil && metric.left_on == nil"
  hysteresis = 3

  measure "days" {
    weight = 60
    value  = "metric.active_days_28d"
    worst  = 0
    best   = 6
  }
  measure "clicks" {
    weight = 40
    value  = "metric.clicks_28d"
    worst  = 0
    best   = 100
  }

  band "green" { from = 60 }
  band "yellow" { from = 20 }
  band "red" { from = 0 }
}

team "tutors" {
  lead = "tutor@ou.example"
  member "tutor@ou.example" {}
}
