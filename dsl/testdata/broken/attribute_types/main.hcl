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
  values = ["trial", "customer", "trial"] # want TD108 "trial" @34-41
}
attribute "account" "products" {
  type   = list(object) # want TD401 "bare word" @17-23
  values = ["crm"]
}
attribute "account" "sizes" {
  type   = list(number)
  values = ["one"] # want TD112 "list of strings" @3-9
}
attribute "account" "lists" { type = list(list(string)) } # want TD401 "bare word" @43-55
attribute "account" "maybe" { type = optional(string) }   # want TD401 "bare word" @38-54
attribute "account" "goals" {
  type   = list(string)
  values = ["reach", "sales"]
}
tier "reach" {
  when = "'reech' in account.goals" # want TD201 "reach" @11-18 => `'reach'`
}
tier "rest" {}
attribute "account" "open" {} # want TD105 "type" @1
