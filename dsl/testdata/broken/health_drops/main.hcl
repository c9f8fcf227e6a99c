health_score "standard" {
  measure "usage" {
    weight = 100
    score  = "50"
  }
  band "green" { from = 75 }
  band "red" { from = 0 }
}

playbook "p" {
  trigger "health_drop" {} # want TD112 "Either" @3

  trigger "health_drop" {
    points  = 0 # want TD110 "more than 0" @15
    within  = "2 business days" # want TD111 "clock" @15
    measure = "usge" # want TD412 "usage" @15
    from    = "green" # want TD112 "belongs to" @5
  }
  trigger "health_drop" {
    to     = ["red", "yelow"] # want TD412 "yelow" @14
    within = "7d"             # want TD112 "belongs to" @5
  }
  trigger "health_drop" {
    to   = "red"
    from = "red" # want TD503 "can't move" @12
  }
  trigger "health_drop" {
    points = 101 # want TD110 "between 0 and 100" @14
    within = "7d"
  }

  wait "a" { for = "1d" }
}
