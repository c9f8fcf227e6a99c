# ${…} is known at load; an expression stands whole where it is written.

variable "seats" { default = 5 }
attribute "account" "seats" { type = number }

tier "high" { when = "account.seats > ${var.seats}" } # want TD202 "var.seats" @39-51 => `var.seats`
tier "middle" { when = "${var.seats}" }               # want TD202 "var.seats" @25-37 => `var.seats`
tier "low" {
  when = <<-EXPR
    account.seats >
      ${var.seats}
  EXPR
} # want[-2] TD202 "var.seats" @7-19 => `var.seats`
tier "rest" { when = "account.id == '$${x}'" } # want TD003 "var.x" @38
tier "tech" { when = var.seats }               # want TD109 "takes a string" @22
tier "all" {}
