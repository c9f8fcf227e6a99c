# HCL's own mistakes come in the same form as ours. What a broken file declares isn't known, so nothing
# else is reported until it can be read.

workspace {
  time_zone "Europe/London" # want TD002 "Invalid block definition" @29
}

metric "logins" {
  event = "nothing"
}
