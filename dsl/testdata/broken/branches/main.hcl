playbook "p" {
  trigger "event" { event = "email.replied" }

  branch "empty" {} # want TD105 "at least one case" @3

  branch "unconditional" {
    case "a" { # want TD510 "taken by its" @5
      wait "w" { for = "1d" }
    }
    default {
      wait "x" { for = "1d" }
    }
    default {} # want TD108 "main.hcl:10:5" @5
    otherwise {} # want TD101 "otherwise" @5
  }
}
