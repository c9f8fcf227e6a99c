package main

import (
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/importer"
)

// theEnd is later than everything in the dataset.
var theEnd = time.Date(2016, time.January, 1, 0, 0, 0, 0, time.UTC)

// learner is one learner in one run of the course.
type learner struct {
	id, presentation string
	// log is all that happened, each entry received when it happened.
	log []customer.Entry
	// begins is the first day on the course, ends the day of leaving or else the last of the run.
	begins, ends time.Time
	left         bool
	// flags is the first flag by each playbook, and by any.
	flags map[string]time.Time
}

// anyPlaybook stands for the first flag of whichever playbook.
const anyPlaybook = "either"

// course collects the entries of an import by learner.
type course map[string]*learner

// Begin is ready for anybody.
func (c course) Begin(context.Context, []string, []string) error { return nil }

// Import takes what the importer read of a learner.
func (c course) Import(_ context.Context, account string, entries iter.Seq2[customer.Entry, error]) (importer.Result, error) {
	l := &learner{id: account, flags: map[string]time.Time{}}
	for e, err := range entries {
		if err != nil {
			return importer.Result{}, err
		}
		l.log = append(l.log, e)
	}
	c[account] = l
	return importer.Result{Outcomes: make([]importer.Outcome, len(l.log))}, nil
}

// learners is everybody in order of ID, each log in the order in which things happened. Who stayed was
// there until the last click that anybody made in that run of the course.
func (c course) learners() []*learner {
	last := map[string]time.Time{}
	all := make([]*learner, 0, len(c))
	for _, id := range slices.Sorted(maps.Keys(c)) {
		l := c[id]
		all = append(all, l)
		l.arrange()
		for i := range l.log {
			if e := &l.log[i]; e.Type == "click" && e.Time.After(last[l.presentation]) {
				last[l.presentation] = e.Time
			}
		}
	}
	for _, l := range all {
		if !l.left {
			l.ends = last[l.presentation]
		}
	}
	return all
}

// arrange orders the log and reads off it when the learner was on the course. Who the learner is was known
// before anything happened.
func (l *learner) arrange() {
	when := func(e customer.Entry) time.Time {
		if e.Type == customer.TypeAccountUpdated {
			return time.Time{}
		}
		return e.Time
	}
	slices.SortStableFunc(l.log, func(a, b customer.Entry) int { return when(a).Compare(when(b)) })
	for i := range l.log {
		e := &l.log[i]
		e.Seq, e.Imported = int64(i+1), false
		switch e.Type {
		case customer.TypeAccountUpdated:
			e.Time = l.log[min(1, len(l.log)-1)].Time
			l.describe(e.Data["attributes"])
		case "registered":
			l.begins = later(l.begins, e.Time)
		case "unregistered":
			l.ends, l.left = e.Time, true
		}
		e.Received = e.Time
	}
}

func (l *learner) describe(attributes any) {
	fields, _ := attributes.(map[string]any)
	l.presentation, _ = fields["presentation"].(string)
	day, _ := fields["starts"].(string)
	if starts, err := time.Parse(time.DateOnly, day); err == nil {
		l.begins = starts
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
