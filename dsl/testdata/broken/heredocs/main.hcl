# Places inside heredocs: stripped indentation, characters of several bytes, wide characters.

attribute "account" "seats" { type = number }
attribute "account" "名前" { type = string }

workspace {
  customers = <<-EXPR
    account.seats > 5
      && account.名前 == 'ハナ' && account.seets > 1
  EXPR
} # want[-2] TD201 "seats" @40

tier "high" {
  when = <<EXPR
account.seats > 5
  && account.sets > 1
EXPR
} # want[-2] TD201 "seats" @14
tier "low" {
  when = <<-EXPR

      account.seats > 5

    && acount.seats > 1
  EXPR
} # want[-2] TD201 "account" @8
tier "tech" {}
