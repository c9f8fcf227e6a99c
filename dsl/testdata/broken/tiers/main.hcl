tier "high" {} # want TD405 "never reached" @1
tier "low" {}
