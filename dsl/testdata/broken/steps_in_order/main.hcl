event "contract_signed" {}
contacts "all" { when = "true" }

playbook "p" {
  trigger "event" { event = "contract_signed" }

  when = "steps.review.done" # want TD201 "steps" @11

  exit "reviewed" { when = "steps.review.done" } # want TD201 "steps" @29

  wait "first" {
    event = "contract_signed"
    when  = "steps.first.reached" # want TD204 "first" @20
  }
  branch "by_cause" {
    on = "steps.review.cause" # want TD204 "review" @17

    case "price" {
      action "task" "review" {
        title   = "Why?"
        answers = { cause = one_of("price", "product") }
        wait    = "1d"
      }
    }
    default {
      wait "no" {
        event = "contract_signed"
        when  = "steps.review.reached" # want TD204 "review" @24
      }
    }
  }
  branch "again" {
    on = "steps.review.cause"

    case "price" {}
    case "people" {} # want TD510 "never" @10
    case "product" { when = "steps.again.reached" } # want TD204 "again" @36
    case "price" {} # want TD510 "main.hcl:35:5" @10
  }
  action "task" "call" {
    when  = "!steps.review.done" # want TD205 warning "steps.review.reached" @15
    title = "{{ steps.review.cause }} {{ steps.revue.cause }}" # want TD203 "review" @48
  }
}
