attribute "account" "ltv" { type = number }
attribute "contact" "ltv" { type = number }
attribute "account" "ltv" { type = number } # want TD108 "main.hcl:1:21" @21

tier "low" {
  when = "true"
}
tier "low" {} # want TD108 "main.hcl:5:6" @6

event "login" {}
event "login" {} # want TD108 "main.hcl:10:7" @7

team "csm" {
  lead = "olivia@example.com"

  member "hana@example.com" {}
  member "hana@example.com" {} # want TD108 "main.hcl:16:10" @10
}

playbook "p" {
  trigger "event" { event = "login" }

  enroll {}
  enroll {} # want TD108 "main.hcl:23:3" @3

  wait "a" { for = "1d" }
  wait "a" { for = "2d" } # want TD108 "main.hcl:26:8" @8
  exit "e" { event = "login" }
  exit "e" { event = "email.replied" } # want TD108 "main.hcl:28:8" @8
}
playbook "p" {} # want TD108 "main.hcl:20:10" @10

workspace {}
workspace {} # want TD108 "main.hcl:33:1" @1
