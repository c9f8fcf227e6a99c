package dsl

import (
	"slices"
	"strconv"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// StepBranch takes one of several paths.
const StepBranch StepKind = "branch"

// BranchStep takes the first case that matches.
type BranchStep struct {
	On      string  `json:"on,omitempty"` // expression whose value the cases name
	Cases   []Case  `json:"cases,omitempty"`
	Default []*Step `json:"default,omitempty"`
}

// Case is one way of a branch.
type Case struct {
	// Name is the value compared with On; only a name when On is empty.
	Name  string  `json:"name"`
	When  string  `json:"when,omitempty"`
	Steps []*Step `json:"steps"`
}

var branchSchema = &schema{
	word: "branch", labels: []string{"NAME"},
	doc:    "Takes the first case that matches, else the default. `taken` is the case.",
	attrs:  stepAttrs(attr{name: "on", kind: kindExpression, example: `"steps.review.cause"`, doc: "The expression whose value the cases name; without it, a case is taken by its `when`."}),
	blocks: []string{"case", "default"},
	example: `branch "by_tier" {
  on = "tier"

  case "high" {
    wait "a_moment" { for = "1h" }
  }
  default {
    wait "a_while" { for = "1d" }
  }
}`,
}

var caseSchema = &schema{
	word: "case", labels: []string{"VALUE"},
	doc:   "A way of the branch: taken when `on` has this value and `when`, if any, is satisfied.",
	attrs: []attr{{name: "when", kind: kindCondition, example: `"tier == 'high'"`, doc: "A condition of the case."}},
	steps: true,
	example: `case "high" {
  wait "a_moment" { for = "1h" }
}`,
}

var defaultSchema = &schema{
	word: "default", doc: "The way that is taken when no case matches.",
	steps: true,
	example: `default {
  wait "a_while" { for = "1d" }
}`,
}

// branch decodes the ways. Each sees what came before the branch; after it all their steps can be
// looked at, though a run has reached those of one way only.
func (d *stepDecoder) branch() {
	on := d.b.program("on", d.at, expression.Any)
	branch := &BranchStep{On: d.source(on)}
	d.step.Branch = branch
	taken := []string{"default"}
	paths := &fork{stepDecoder: d}
	cases := &caseChecker{planner: d.planner, branch: d.b, on: on, taken: map[string][]takenCase{}}
	for _, c := range d.inside("case", caseSchema) {
		when := c.program("when", d.at, expression.Bool)
		cases.check(c, when)
		branch.Cases = append(branch.Cases, Case{Name: c.name(), When: d.source(when), Steps: paths.steps(c)})
		taken = append(taken, c.name())
	}
	if child := d.b.single("default"); child != nil {
		if c := d.l.open(child, defaultSchema); c != nil {
			branch.Default = paths.steps(c)
		}
	}
	paths.close()
	if len(d.b.children("case")) == 0 {
		d.b.reportMissing(diag.CodeMissing, []string{"case"}, "Branch without cases", "A branch needs at least one case.")
	}
	d.result["taken"] = expression.Type{Kind: expression.KindString, Values: taken}
}

// caseChecker looks for cases that can't be taken.
type caseChecker struct {
	*planner
	branch *block
	on     *expression.Program
	// taken is the cases so far, by their value; without "on" all stand under "".
	taken map[string][]takenCase
}

// takenCase is a case with its condition; nil: it takes all of its value.
type takenCase struct {
	*block
	when *expression.Program
}

func (k *caseChecker) check(c *block, when *expression.Program) {
	if always, known := k.l.constant(when); known && !always {
		k.l.Errorf(diag.CodeCase, c.at("when"), "Case that is never taken", "Its condition is always false.")
		return
	}
	value := ""
	if k.branch.has("on") {
		value = c.name()
	} else {
		k.checkUnnamed(c)
	}
	if k.on != nil {
		k.checkValue(c, k.on.Type())
	}
	this := takenCase{c, when}
	before := k.taken[value]
	for _, earlier := range before[max(0, len(before)-mostCovering):] {
		if earlier.takesAll(k, this) {
			k.l.Errorf(diag.CodeCase, c.nameRange(), "Case that is never reached", "The case at %s stands first and takes all that this one could. Put the narrower one first.", earlier.head())
			return
		}
	}
	if when != nil || k.branch.has("on") && !c.has("when") {
		k.taken[value] = append(k.taken[value], this)
	}
}

// takesAll reports whether nothing is left for a later case of the same value.
func (t takenCase) takesAll(k *caseChecker, later takenCase) bool {
	switch {
	case t.when == nil:
		return true
	case later.when == nil:
		always, known := k.l.constant(t.when)
		return known && always
	}
	return k.l.covers(t.when, later.when)
}

// checkUnnamed checks a case of a branch without "on", whose label is only a name.
func (k *caseChecker) checkUnnamed(c *block) {
	if !c.has("when") {
		k.l.Errorf(diag.CodeCase, c.head(), "Case without a condition",
			"The branch has no \"on\", so a case is taken by its \"when\". The way for all others is `default { … }`.")
	}
	k.l.declare("case of branch "+k.branch.name()+" of playbook "+k.plan.Playbook, c.name(), c.nameRange())
}

// checkValue reports a case that the branch's expression can't give.
func (k *caseChecker) checkValue(c *block, t expression.Type) {
	allowed := t.Values
	switch t.Kind {
	case expression.KindBool:
		allowed = []string{"true", "false"}
	case expression.KindNumber:
		if _, err := strconv.ParseFloat(c.name(), 64); err != nil {
			k.l.Errorf(diag.CodeCase, c.nameRange(), "Value that never comes", "\"on\" gives a number, which is never %q.", c.name())
			return
		}
	case expression.KindList, expression.KindObject:
		k.l.Errorf(diag.CodeCase, c.nameRange(), "Case of a value that isn't simple", "\"on\" gives %s, which can't equal %q.", diag.Article(string(t.Kind)), c.name())
		return
	}
	if len(allowed) > 0 && !slices.Contains(allowed, c.name()) {
		k.l.Errorf(diag.CodeCase, c.nameRange(), "Value that never comes", "\"on\" is never %q. %s", c.name(), diag.Suggest(c.name(), allowed))
	}
}
