metric {} # want TD106 "metric" @1

tier "high" "low" { when = "true" } # want TD106 "tier" @1

tier "very-high" { when = "true" } # want TD107 "very-high" @6

contacts "in" { when = "true" } # want TD107 "in" @10

locals {
  a-b = 5 # want TD107 "a-b" @3
}

event "log in" {} # want TD107 "log in" @7

tier "rest" {}
