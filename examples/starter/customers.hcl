# What is known of a customer. Accounts and contacts always have an id and a name, contacts
# an email; the rest is declared here, so that a misspelt name is found before anything runs.

attribute "account" "status" {
  type   = string
  values = ["trial", "customer", "churned"]
}
attribute "account" "seats" {
  type        = number
  description = "How many people the contract is for."
}
attribute "account" "csm" {
  type        = member
  description = "The customer success manager who looks after the account."
}
attribute "contact" "role" {
  type   = string
  values = ["champion", "user"]
}

# The people at the customer's who want us to succeed: `contacts.champions` in playbooks.
contacts "champions" { when = "contact.role == 'champion'" }

# What happens at a customer's. The product and the sales team send these.
event "contract_signed" {}
event "login" { about = "contact" } # a person, not just the company

# A fact, kept up to date by every event and by the passing of time.
metric "active_users_7d" {
  description = "How many different people logged in."
  event       = "login"
  distinct    = "contact.id"
  window      = "7d"
}

# How a customer is doing: measures from 0 to 100, weighted. One is enough to begin with.
health_score "standard" {
  measure "usage" {
    weight = 100
    value  = "metric.active_users_7d / account.seats"
    worst  = 0
    best   = 0.8 # four of five people are as good as it gets
  }

  band "green" { from = 75 }
  band "yellow" { from = 50 }
  band "red" { from = 0 }
}
