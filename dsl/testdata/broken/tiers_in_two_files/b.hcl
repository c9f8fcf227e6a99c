tier "low" {} # want TD404 "a.hcl:1:1" @1
