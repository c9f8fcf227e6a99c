tier "high" { when = "account.id == 'x'" }
