# Parts of the language that this version doesn't have say so, rather than "unknown".

calendar "office" { weekdays = ["mon"] } # want TD102 "calendar" @1
scale "reservations" {}                  # want TD102 "scale" @1
segment "promoters" {}                   # want TD102 "segment" @1
guard "satisfied" {}                     # want TD102 "guard" @1

workspace {
  calendar = "office" # want TD104 "calendar" @3
}

metric "nps" {
  event  = "email.replied"
  avg    = "event.score" # want TD104 "avg" @3
  window = "180d"
}
metric "visits" {
  event  = "meeting.held"
  window = "quarter" # want TD104 "quarter" @12
}
metric "newest" {
  event  = "email.replied"
  last   = "event.text"
  window = "30d" # want TD104 "window" @3
}

playbook "renewal" {
  per = "contact" # want TD104 "per" @3

  trigger "date" { # want TD502 "date" @11
    date = "account.renewal_date"
  }

  enroll {
    cooldown  = "30d"
    exclusive = "outreach" # want TD104 "exclusive" @5
  }

  goal "renewed" { when = "true" } # want TD102 "goal" @3

  parallel "both" {} # want TD102 "parallel" @3

  wait "until" {
    until = "true" # want TD104 "until" @5
  }
}
