tier "high" { when = "account.ltv >= 10_000_000" }
tier "low" {
  when = <<-EXPR
    account.ltv >= 1_000_000
      && account.name != '  日本'   // Comments   stay.

    && account.seats in 0..180
  EXPR
}
playbook "p" {
  trigger "event" {
    event = "login"
    when  = "event.device == 'phone'" # said of the event
  }
  when = <<EXPR
a || b
    EXPR
  wait "w" {
    until   = "metric.logins > 3" # short
    timeout = "5d"                # beside the other
  }
  branch "b" {
    on = "steps.w.timed_out ? 'a':'b'"
    case "a" { when = "[1, 2][0] == 1" }
    default {
      action "note" "n" {
        when = "!steps.w.timed_out"
        text = "{{steps.w.timed_out&&true}}"
      }
    }
  }
}

# In doubt, an expression stays as it is: escapes, what can't be read, lines in quotes.
tier "a" { when = "tier  in [\"x\"]" }
tier "b" { when = "a  &&" }
tier "c" {
  when = <<-EXPR
   account.name=='$${x}'
   EXPR
}
tier "d" {
  when = <<-EXPR
   account.name==`
     x`
   EXPR
}
tier "e" {
  when = <<-EXPR
	 account.seats > 1
  EXPR
}
tier "f" { when = var.rich }
unknown "block" { when = "a&&b" }
