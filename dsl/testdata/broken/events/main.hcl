event "task.completed" {} # want TD403 "built in" @7
event "email.opened" {}   # want TD403 "belong to the engine" @7

event "login" {
  about = "contacts" # want TD110 "contact" @11
  properties = {
    device  = optional(strng) # want TD401 "string" @24
    seconds = "number"        # want TD401 "number" @15
    a-b     = string          # want TD107 "a-b" @5
  }
}

event "purchase" {
  properties = ["amount"] # want TD109 "names and types" @16
}

metric "logins" {
  event  = "logn" # want TD402 "login" @12
  window = "7d"
}

playbook "p" {
  trigger "event" { event = "contract_signed" } # want TD402 "contract_signed" @29

  wait "for_reply" {
    event = "email.reply" # want TD402 "email.replied" @13
  }
  exit "gone" { event = "contract_ended" } # want TD402 "contract_ended" @25
}
