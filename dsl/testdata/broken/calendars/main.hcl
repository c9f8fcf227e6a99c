workspace {
  time_zone = "Asia/Tokyo"
  calendar  = "ofice" # want TD412 "office" @15
}

calendar "office" { # want TD512 warning "workspace names" @1-18
  weekdays = ["mon", "tuesday"]      # want TD110 "tuesday" @22
  hours    = "9-18"                  # want TD110 "09:00-18:00" @14
  holidays = "japan"                 # want TD110 "country's code" @14
  closed   = ["2026-05-01", "1 May"] # want TD110 "1 May" @29
}

calendar "never" { # want TD512 warning "never" @1-17
  weekdays = []            # want TD110 "at least one" @14
  hours    = "18:00-09:00" # want TD110 "ends before" @14
  closed = [
    "2026-05-01",
    "2026-05-02..2026-05-01", # want TD110 "ends before" @5
  ]
}

calendar "wrong_types" { # want TD512 warning "wrong_types" @1-23
  weekdays = "mon"        # want TD109 "list of strings" @14
  hours    = 9            # want TD109 "a string" @14
  holidays = ["jp", "us"] # want TD109 "a string" @14
  closed   = "2026-05-01" # want TD109 "list of strings" @14
  open     = true         # want TD103 "open" @3
}

calendar "office" {} # want TD108 "main.hcl:6:10" @10

calendar "new york" {} # want TD107 "new york" @10
