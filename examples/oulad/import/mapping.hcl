# How the files of ../shared/data/oulad become learners and what they did.
# Days are counted from the start of each run of the course.

mapping "oulad" {
  time_zone = "Europe/London"
}

locals {
  learner = "{{ row.code_presentation }}-{{ row.id_student }}" # some learners took both runs
  starts  = { "2013J" = "2013-10-01", "2014J" = "2014-10-01" }

  registered = { column = "date_registration", anchor = local.starts, by = "code_presentation" }
  left       = { column = "date_unregistration", anchor = local.starts, by = "code_presentation" }
  clicked    = { column = "date", anchor = local.starts, by = "code_presentation" }
}

accounts {
  file = "studentInfo.csv"
  id   = local.learner
  name = "Learner {{ row.id_student }}"
  attributes = {
    presentation = "code_presentation"
    starts       = { column = "code_presentation", map = local.starts }
    gender       = "gender"
    region       = "region"
    education    = "highest_education"
    deprivation = { column = "imd_band", map = {
      "0-10%"   = "0-10%"
      "10-20"   = "10-20%" # the file forgets the sign
      "20-30%"  = "20-30%"
      "30-40%"  = "30-40%"
      "40-50%"  = "40-50%"
      "50-60%"  = "50-60%"
      "60-70%"  = "60-70%"
      "70-80%"  = "70-80%"
      "80-90%"  = "80-90%"
      "90-100%" = "90-100%"
    } }
    age = { column = "age_band", map = {
      "0-35"  = "under_35"
      "35-55" = "35_to_55"
      "55<="  = "over_55"
    } }
    attempts   = "num_of_prev_attempts"
    credits    = "studied_credits"
    disability = { column = "disability", true = ["Y"], false = ["N"] }
    result     = "final_result"
  }
}

events "registered" {
  file       = "studentRegistration.csv"
  id         = local.learner
  account    = local.learner
  time       = local.registered
  properties = { day = local.registered }
}

events "unregistered" {
  file       = "studentRegistration.csv"
  when       = "row.date_unregistration != nil" # most stay
  id         = local.learner
  account    = local.learner
  time       = local.left
  properties = { day = local.left }
}

# The rows have no ID, and two equal rows are two clicks: each gets an ID from its content and its
# ordinal among equals.
events "click" {
  file    = "studentVle.csv.gz"
  account = local.learner
  time    = local.clicked
  properties = {
    site   = "id_site"
    clicks = "sum_click"
    day    = local.clicked
  }
}
