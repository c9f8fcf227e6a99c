health_score "everyone" { # want TD405 "Put it last" @1
  measure "a" { # want TD112 "either" @3
    weight = 50
    value  = "1"
    score  = "1"
    worst  = 0
    best   = 1
  }
  measure "b" { # want TD105 "best" @3
    weight = 50
    value  = "1"
    worst  = 0
  }
  measure "c" {
    weight = -5 # want TD110 "between 0" @14
    score  = "50"
    worst  = 0 # want TD112 "value" @5
  }
  measure "d" {
    weight  = 0 # want TD407 warning "leaves" @15-16
    value   = "1"
    worst   = 1
    best    = 1       # want TD110 "differ" @15
    missing = "skipp" # want TD110 "skip" @15
  }

  band "green" { from = 50 }
  band "yellow" { from = 75 } # want TD408 "below 50" @26
  band "red" { from = 0 }
} # want[-29] TD407 warning "95" @1

health_score "others" {
  measure "a" {
    weight  = 40
    score   = "50"
    missing = 101 # want TD110 "between 0" @15
  }
  band "green" { from = 60 } # want TD408 "begin at 0" @25
} # want[-7] TD407 warning "add up to 40" @1
