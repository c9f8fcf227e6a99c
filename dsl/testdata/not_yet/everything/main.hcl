# Parts of the language that this version cannot run: fine for a check, an error for a run.

guard "satisfied" {}                     # want TD102 "guard" @1

playbook "renewal" {
  per = "contact" # want TD102 "per" @3

  trigger "date" { # want TD102 "date" @11
    date = "account.renewal_date"
  }

  enroll {
    cooldown  = "30d"
    exclusive = "outreach" # want TD102 "exclusive" @5
  }

  goal "renewed" { when = "true" } # want TD102 "goal" @3

  parallel "both" {} # want TD102 "parallel" @3

  wait "until" {
    until = "true" # want TD102 "until" @5
  }
}
