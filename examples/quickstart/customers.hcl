# What is known of a customer. Accounts and contacts always have an id and a name, contacts
# an email; the rest is declared here, so that a misspelt name is found before anything runs.

attribute "account" "status" {
  type   = string
  values = ["trial", "customer", "churned"]
}

attribute "account" "ltv" {
  type        = number
  description = "Expected lifetime value in pounds."
}

attribute "account" "seats" {
  type        = number
  description = "How many people the contract is for."
}

attribute "account" "renewal_date" { type = date }

attribute "account" "csm" {
  type        = member
  description = "The customer success manager who looks after the account."
}

attribute "contact" "role" {
  type   = string
  values = ["champion", "admin", "user"]
}

# The people at the customer's who want us to succeed: `contacts.champions` below.
contacts "champions" {
  when = "contact.role == 'champion'"
}

# What happens at a customer's. The product, the help desk and the sales team send these.

event "contract_signed" {
  properties = { plan = optional(string) }
}

event "contract_ended" {
  properties = { reason = optional(string) }
}

event "login" {
  about = "contact" # a person, not just the company
}

event "integration_connected" {
  properties = { integration = string }
}

event "ticket_opened" {
  properties = {
    subject  = optional(string)
    severity = optional(string)
  }
}

event "nps_response" {
  about = "contact"
  properties = {
    score   = number # 0 to 10
    comment = optional(string)
  }
}
