# Places inside quoted strings with escapes, and in values that are written elsewhere.

attribute "account" "seats" { type = number }

variable "large" {
  default = "account.sets > 100" # want TD201 "seats" @22
}
locals {
  small = "\u0061ccount.id == \"x\" && account.sets < 5" # want TD201 "seats" @48
}

tier "high" { when = var.large }
tier "middle" { when = "account.id == \"a\\b\" && account.sets > 5" } # want TD201 "seats" @59
tier "low" { when = local.small }
tier "tech" {}
