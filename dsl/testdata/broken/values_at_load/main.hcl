variable "help" {
  default = "https://example.com/help"
}
variable "no_default" {} # want TD105 "default" @1

locals {
  a    = local.b
  b    = local.a # want TD302 "local.a" @10
  mail = file("gone.md")       # want TD303 "gone.md" @10
  out  = file("../secret.md")  # want TD303 "outside" @10
  smtp = env("NOBODY_SETS_IT") # want TD304 "NOBODY_SETS_IT" @10
  none = one_of()              # want TD305 "at least one answer" @10
  what = nothing("x")          # want TD305 "nothing" @10
}

workspace {
  locale    = var.hlp   # want TD301 "var.help" @15
  time_zone = account.x # want TD301 "at load" @15
}

playbook "p" {
  owner       = local.a # reported where it is declared
  description = "Help is at ${var.hepl}" # want TD301 "var.help" @31

  trigger "event" { event = "email.sent" }
  wait "a" { for = "1d" }
}
