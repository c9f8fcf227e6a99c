variable "who" {}

metric "often" {
  event    = "login"
  distinct = "contact.id"
  when     = var.who
  window   = "7d"
}
