package dsl

import (
	"fmt"
	"strings"

	"github.com/tendhq/tend/dsl/diag"
)

// start is a playbook that starts another.
type start struct {
	to string
	at diag.Range
}

// starts notes that runs of one playbook start runs of another.
func (l *loader) starts(from, to string, at diag.Range) {
	l.started[from] = append(l.started[from], start{to, at})
}

// checkPlaybooks checks what only all playbooks together show.
func (l *loader) checkPlaybooks() {
	for _, name := range names(l.ws.Playbooks) {
		l.checkStarted(l.ws.Playbooks[name])
		l.checkEffect(l.ws.Playbooks[name])
	}
	l.checkCircles()
	l.checkExclusive()
}

// checkStarted checks that something starts a playbook, and with its arguments.
func (l *loader) checkStarted(pb *Playbook) {
	b := pb.block
	if len(b.children("trigger")) == 0 && !pb.called {
		b.reportMissing(diag.CodeMissing, []string{"trigger"}, "Playbook without a trigger",
			"A playbook needs at least one trigger: it says when to look at an account. (One that others run with run_playbook may have none; nobody does so with this one.)")
	}
	for _, t := range pb.Triggers {
		for _, p := range pb.Params {
			if p.Required && t.Kind != Manual {
				l.Errorf(diag.CodeMissingArg, t.Range, "Trigger without the argument", "The trigger %q starts runs without arguments, and the param %q at %s has no default. Give it one, or keep to run_playbook and the trigger \"manual\".", t.Kind, p.Name, p.Range)
			}
		}
	}
}

// checkCircles reports playbooks that start each other without end.
func (l *loader) checkCircles() {
	done := map[string]bool{}
	var walk func(name string, path []string)
	walk = func(name string, path []string) {
		path = append(path, name)
		for _, s := range l.started[name] {
			if circle := from(path, s.to); circle != nil {
				l.Errorf(diag.CodePlayCircle, s.at, "Playbooks that start each other", "%s would go on without end. What should come again is a `repeat`, or a trigger \"schedule\".", arrows(append(circle, s.to)))
			} else if !done[s.to] {
				walk(s.to, path)
			}
		}
		done[name] = true
	}
	for _, name := range names(l.started) {
		if !done[name] {
			walk(name, nil)
		}
	}
}

// from is the path from a name on; nil when the name isn't on it.
func from(path []string, name string) []string {
	for i, on := range path {
		if on == name {
			return path[i:len(path):len(path)]
		}
	}
	return nil
}

func arrows(names []string) string { return strings.Join(diag.Quoted(names), " → ") }

// checkExclusive warns of two playbooks of a group whose order chance decides.
func (l *loader) checkExclusive() {
	first := map[string]*Playbook{}
	for _, name := range names(l.ws.Playbooks) {
		pb := l.ws.Playbooks[name]
		if pb.Enroll.Exclusive == "" {
			continue
		}
		key := fmt.Sprintf("%s %d", pb.Enroll.Exclusive, pb.Priority)
		if other := first[key]; other != nil {
			l.Warnf(diag.CodeExclusive, pb.Enroll.block.at("exclusive"), "Exclusive with equal priority",
				"%q and %q are in the group %q with the same priority %d: when both want to start at once, only their names decide. Give one a higher `priority`.", other.Name, pb.Name, pb.Enroll.Exclusive, pb.Priority)
		} else {
			first[key] = pb
		}
	}
}
