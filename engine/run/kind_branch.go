package run

import (
	"fmt"

	"github.com/tendhq/tend/dsl"
)

// branchKind walks the steps of the first case that matches, or of the default.
type branchKind struct{}

func (branchKind) compile(c *Core, step *dsl.Step) (bool, error) {
	b := step.Branch
	if b == nil {
		return false, nil
	}
	if err := c.addProgram(b.On); err != nil {
		return true, err
	}
	for _, k := range b.Cases {
		if err := c.addProgram(k.When); err != nil {
			return true, err
		}
		if err := c.addSteps(k.Steps); err != nil {
			return true, err
		}
	}
	return true, c.addSteps(b.Default)
}

func (k branchKind) enter(t *transition, step *dsl.Step, st *Step) {
	index, err := k.choose(t, step.Branch)
	if err != nil {
		t.fail(step, st, "its cases could not be evaluated: "+err.Error())
		return
	}
	st.Phase, st.Taken = Inside, &index
	name := "default"
	if index >= 0 {
		name = step.Branch.Cases[index].Name
	}
	st.set("taken", name)
	t.line(step.Name, "branched", fmt.Sprintf("Branch %q took %q.", step.Name, name), nil)
}

// choose returns the index of the case to take, -1 for the default.
func (branchKind) choose(t *transition, b *dsl.BranchStep) (int, error) {
	var on any
	if b.On != "" {
		var err error
		if on, err = t.eval(b.On, nil); err != nil {
			return 0, err
		}
	}
	for i, k := range b.Cases {
		if b.On != "" && fmt.Sprint(on) != k.Name {
			continue
		}
		if k.When != "" {
			ok, err := t.test(k.When, nil)
			if err != nil {
				return 0, err
			}
			if !ok {
				continue
			}
		}
		return i, nil
	}
	return -1, nil
}

func (branchKind) advance(t *transition, step *dsl.Step, st *Step) {
	if st.Phase != Inside {
		return
	}
	steps := step.Branch.Default
	if *st.Taken >= 0 {
		steps = step.Branch.Cases[*st.Taken].Steps
	}
	if t.walk(steps) {
		st.Phase = Done
	}
}
