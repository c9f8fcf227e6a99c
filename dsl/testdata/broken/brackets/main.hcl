# HCL reads %{ and ${ itself.

event "paid" {
  properties = { percent = number }
}

template "a" {
  subject = "100%{{ event.percent }}" # want TD003 "%%{" @19
  body    = "text"
}
