package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/store"
)

// RetypedError reports the facts that a workspace would take away from runs in progress.
type RetypedError struct {
	Facts []Retyped
}

// Retyped is a fact that runs in progress read, and that a workspace doesn't declare as it was.
type Retyped struct {
	// Name is as expressions read it: "metric.visits".
	Name string
	// Was and Is are its types; Is is empty when it isn't declared any more.
	Was, Is string
	// Runs is how many runs read it, of the playbooks named.
	Runs      int
	Playbooks []string
}

// Error returns a sentence for each fact, and what to do.
func (e *RetypedError) Error() string {
	var lines []string
	for _, f := range e.Facts {
		change := "isn't declared any more"
		if f.Is != "" {
			change = fmt.Sprintf("was a %s and is a %s now", f.Was, f.Is)
		}
		lines = append(lines, fmt.Sprintf("%s %s, which runs in progress rely on (%d of %s)",
			f.Name, change, f.Runs, strings.Join(f.Playbooks, ", ")))
	}
	return strings.Join(lines, "; ") + ": put it back until they have ended, as a run keeps the facts that it began with"
}

// checkLive refuses a workspace that removes or retypes a fact which a run in progress reads.
func (e *Engine) checkLive(tx store.Tx, w *dsl.Workspace) error {
	was, err := tx.Facts()
	if err != nil {
		return err
	}
	is := w.Facts()
	changed := map[string]*Retyped{}
	for name, kind := range was {
		if is[name] != kind {
			changed[name] = &Retyped{Name: name, Was: kind, Is: is[name]}
		}
	}
	if len(changed) == 0 {
		return nil
	}
	live, err := tx.LivePlans()
	if err != nil {
		return err
	}
	for hash, runs := range live {
		core, err := e.plans.core(hash, tx)
		if err != nil {
			return err
		}
		reads := core.Reads()
		for name, f := range changed {
			root, _, _ := strings.Cut(name, ".")
			if reads[name] || reads[root+".*"] {
				f.Runs += runs
				f.Playbooks = append(f.Playbooks, core.Playbook())
			}
		}
	}
	return retyped(changed)
}

// retyped returns the error about those of the facts that runs read; nil when none is read.
func retyped(changed map[string]*Retyped) error {
	var refused []Retyped
	for _, name := range names(changed) {
		if f := changed[name]; f.Runs > 0 {
			slices.Sort(f.Playbooks)
			f.Playbooks = slices.Compact(f.Playbooks)
			refused = append(refused, *f)
		}
	}
	if len(refused) == 0 {
		return nil
	}
	return &RetypedError{Facts: refused}
}
