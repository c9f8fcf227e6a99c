# What the playbook promises, in time that passes as fast as it can. `tend validate` and
# `tend dev` don't read files of this name, and no command of this version runs it yet.

test "who doesn't begin is called" {
  start = "2026-04-01T09:00:00+01:00"

  account "acme" {
    status = "customer"
    seats  = 10
    csm    = "hana@example.com"

    contact "amy" {
      email = "amy@acme.example"
      role  = "champion"
    }
  }

  event "contract_signed" {}

  expect "action" { step = "hello" }

  at "6d" {
    expect "action" {
      step = "call"
      with = { assignee = "hana@example.com" }
    }
  }
}
