workspace {
  time_zone = "Europe/Londn" # want TD409 "Europe/Londn" @15
}
