tier "high" { when = "account.id == 'x'" }
tier "low" { when = "account.id != ''" } # want TD406 warning "unclassified" @1
