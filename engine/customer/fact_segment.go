package customer

import (
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
)

// segmentDef is a segment's definition with what is computed once.
type segmentDef struct {
	*dsl.Segment
	key   string // of what is on hold: "segment.NAME", or "contact.NAME" for one of contacts
	when  *condition
	needs needs
	// shared is for one of contacts what it reads that isn't of one contact only.
	shared needs
}

func (c *Core) indexSegments() {
	for _, name := range slices.Sorted(maps.Keys(c.workspace.Segments)) {
		def := &segmentDef{Segment: c.workspace.Segments[name], key: "segment." + name}
		def.when = newCondition(def.When)
		def.needs.addCondition(def.when)
		c.expand(&def.needs)
		c.use(&def.needs)
		if !def.OfContact {
			c.segments = append(c.segments, def)
			continue
		}
		def.key = "contact." + name
		def.shared = c.shared(&def.needs)
		c.contactSegments = append(c.contactSegments, def)
	}
}

// settleSegments brings the segments up to date.
func (t *evaluation) settleSegments() {
	for _, def := range t.core.segments {
		if !t.changes.concern(&def.needs) && !t.due(t.s.PendingMoves, def.key) {
			continue
		}
		in, was := t.enters(def, t.view, &t.s.PendingMoves, t.s.Segments[def.Name]), t.s.Segments[def.Name]
		switch {
		case in && !was:
			t.s.Segments = with(t.s.Segments, def.Name, true)
		case was && !in:
			t.s.Segments = without(t.s.Segments, def.Name)
		default:
			continue
		}
		t.touch("segment", def.Name)
	}
	for _, def := range t.core.contactSegments {
		for _, id := range t.concerned(def) {
			t.settleContact(def, id)
		}
	}
	t.s.settled = settled{t.core, t.now}
}

// settled is by whom and when all people's moves were asked that had waited long enough. No other comes to be one of
// them while no time passes.
type settled struct {
	core *Core
	at   time.Time
}

// enters reports whether an account or contact that was in a segment, or not, is in it now.
func (t *evaluation) enters(def *segmentDef, v *view, holds *map[string]Hold, was bool) bool {
	v.need(&def.when.needs)
	ok, err := def.when.program.True(v.env())
	if !ok || err != nil || was {
		delete(*holds, def.key)
		return ok && err == nil
	}
	return !t.waits(holds, def.key, "", def.Hold)
}

// concerned is the contacts of whom something changed that the segment reads, in order.
func (t *evaluation) concerned(def *segmentDef) []string {
	some, all := t.changedContacts(&def.needs, &def.shared)
	if all {
		return t.s.everyone()
	}
	asked := maps.Clone(some)
	if t.s.settled.core == t.core && t.s.settled.at.Equal(t.now) {
		return slices.Sorted(maps.Keys(asked))
	}
	for id, p := range t.s.ContactFacts {
		if t.due(p.PendingMoves, def.key) {
			put(&asked, id, true)
		}
	}
	return slices.Sorted(maps.Keys(asked))
}

func (t *evaluation) settleContact(def *segmentDef, id string) {
	known := t.s.ContactFacts[id]
	p := known
	if p == nil {
		p = &ContactFacts{}
	}
	was := p.Segments[def.Name]
	in := t.enters(def, t.view.of(id), &p.PendingMoves, was)
	if len(p.PendingMoves) == 0 {
		p.PendingMoves = nil
	}
	switch {
	case in && !was:
		p.Segments = with(p.Segments, def.Name, true)
	case was && !in:
		p.Segments = without(p.Segments, def.Name)
	}
	t.s.evictionOrder.touch(id)
	if known == nil && (in || p.PendingMoves != nil) {
		*t.contactFacts(id) = *p
		t.s.ContactFacts[id].Seen = t.now
	}
	if in != was {
		t.touch("segment", def.Name)
		put(&t.changedAbout, id, true)
		t.contactMoves = append(t.contactMoves, contactMove{def.Name, id, in})
	}
}

// contactMove is a contact who entered or left a segment in this evaluation.
type contactMove struct {
	segment, contact string
	in               bool
}
