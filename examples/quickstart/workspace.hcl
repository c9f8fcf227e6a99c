# Brightdesk sells a support desk to small companies. It has a dozen customers, one
# customer success manager and this folder, which says how she looks after them.
#
# A folder of *.hcl files is one workspace. How it is cut into files is up to you: the
# order of files and of blocks means nothing; only the steps of a playbook run in order.
#
# Two brackets, two moments:
#   ${ … }   known when the folder is loaded, such as a variable
#   {{ … }}  known when a step runs, such as the name of the customer

workspace {
  time_zone = "Europe/London"
  locale    = "en"
  customers = "account.status == 'customer'" # who can be in a playbook at all
}

# The people who get tasks. The lead gets those that name nobody.
team "csm" {
  lead = "olivia@brightdesk.example"

  member "hana@brightdesk.example" {}
  member "tom@brightdesk.example" {}
}

# What more than one playbook says is said once. Expressions and texts read it as `var.…`.
variable "help_url" {
  description = "Where customers find the set-up guide."
  default     = "https://help.brightdesk.example/connect"
}
