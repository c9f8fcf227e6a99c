package dsl

import (
	"fmt"

	"github.com/tendhq/tend/dsl/diag"
)

// StepParallel takes several paths at once.
const StepParallel StepKind = "parallel"

// ParallelStep goes several ways at once, and on when all of them have ended.
type ParallelStep struct {
	Lanes []Lane `json:"lanes"`
}

// Lane is one way of a parallel step.
type Lane struct {
	Name  string  `json:"name"`
	Steps []*Step `json:"steps"`
}

var parallelSchema = &schema{
	word: "parallel", labels: []string{"NAME"}, unsupported: true,
	doc:    "Goes several lanes at once, and on when all of them have ended. A step can't look at those of a lane beside.",
	attrs:  stepAttrs(),
	blocks: []string{"lane"},
	example: `parallel "both" {
  lane "people" {
    action "task" "call" { title = "Call {{ account.name }}" }
  }
  lane "mail" {
    wait "a_day" { for = "1d" }
  }
}`,
}

var laneSchema = &schema{
	word: "lane", labels: []string{"NAME"}, doc: "One of the ways that are gone at once.",
	steps: true,
	example: `lane "people" {
  action "task" "call" { title = "Call {{ account.name }}" }
}`,
}

// parallel decodes the lanes. None sees the steps of another; after them all can be looked at.
func (d *stepDecoder) parallel() {
	d.step.Parallel = &ParallelStep{Lanes: []Lane{}}
	lanes := d.inside("lane", laneSchema)
	var paths []stepScope
	for _, lane := range lanes {
		d.l.declare("lane of parallel "+d.b.name()+" of playbook "+d.plan.Playbook, lane.name(), lane.nameRange())
		s := d.scope.clone()
		for _, beside := range lanes {
			if beside != lane {
				s.hide(stepNames(beside.Body.Blocks), fmt.Sprintf("is in the lane %q beside, so that nobody knows whether it has run", beside.name()))
			}
		}
		steps := d.steps(d.needsSteps(lane), s)
		d.step.Parallel.Lanes = append(d.step.Parallel.Lanes, Lane{Name: lane.name(), Steps: steps})
		paths = append(paths, s)
	}
	for _, path := range paths {
		d.scope.join(path, true)
	}
	if len(lanes) < 2 {
		d.b.reportMissing(diag.CodeMissing, []string{"lane"}, "Nothing beside", "A parallel needs at least two lanes.")
	}
}
