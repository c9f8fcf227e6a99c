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
  lead = "lead@example.com"

  member "hana@example.com" {}
}
