attribute "account" "ltv" { type = numbr }     # want TD401 "number" @36
attribute "account" "status" { type = "string" } # want TD401 "bare word" @39
attribute "acount" "seats" { type = number }   # want TD110 "acount" @11
attribute "account" "name" { type = string }   # want TD403 "account.name" @21
attribute "contact" "email" { type = string }  # want TD403 "contact.email" @21
attribute "account" "seats" {
  type   = number
  values = ["one", "two"] # want TD112 "string" @3
}
attribute "account" "stage" {
  type   = string
  values = ["trial", "customer", "trial"] # want TD108 "trial" @12
}
attribute "account" "open" {} # want TD105 "type" @1
