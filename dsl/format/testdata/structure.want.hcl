# Structure is HCL's own form: indentation, spaces around =, values beneath each other.
workspace {
  time_zone = "Asia/Tokyo" # the office
  locale    = "ja"         // of messages
}


attribute "account" "seats" { type = number }
event "nps_response" {
  about = "contact"
  properties = {
    score = number, comment = optional(string)
  }
}
locals {
  list = [1, 2,
  3]
}
template "hello" {
  subject = "{{account.name}}  as it is"
  body    = <<-EOT
  Text   stays

      as it is: {{a&&b}}
    EOT
}
