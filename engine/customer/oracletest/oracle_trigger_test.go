package oracletest

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer"
)

// trigger is a trigger of a playbook.
type trigger struct {
	*dsl.Trigger
	playbook *dsl.Playbook
	// contact is for whom it is evaluated, where it is evaluated for each contact.
	contact string
}

// key tells a trigger from all others, whatever edits are made elsewhere.
func (tr trigger) key() string { return tr.playbook.Name + "/" + tr.Hash[:16] }

// firing is one time that a trigger fires.
type firing struct {
	trigger
	values  map[string]any
	contact string    // whom it is about, if anybody
	cause   *arrived  // the entry that led to it; nil: time
	at      time.Time // when
	held    *held     // nil: it isn't
}

// playbooks is all playbooks in the order in which they decide: by priority, then by name.
func (o *oracle) playbooks() []*dsl.Playbook {
	return slices.SortedFunc(maps.Values(o.w.Playbooks), func(a, b *dsl.Playbook) int {
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.Name, b.Name))
	})
}

// triggers is all triggers in the order in which they are decided.
func (o *oracle) triggers() []trigger {
	var all []trigger
	known := map[string]bool{}
	for _, p := range o.playbooks() {
		for _, t := range p.Triggers {
			if tr := (trigger{Trigger: t, playbook: p}); !known[tr.key()] {
				known[tr.key()] = true
				all = append(all, tr)
			}
		}
	}
	return all
}

// fired is what fires at a moment, in the order in which it is decided.
func (o *oracle) fired(m *moment) []*firing {
	var all []*firing
	for _, tr := range o.triggers() {
		switch tr.Kind {
		case dsl.OnEvent:
			all = append(all, o.onEvent(m, tr)...)
			continue
		case dsl.SegmentMove:
			all = append(all, o.segmentMove(m, tr)...)
			continue
		}
		for _, tr := range o.instances(tr) {
			for _, values := range o.fires(m, tr) {
				if !m.now.Before(o.quiet[tr.key()]) {
					f := &firing{trigger: tr, values: values, contact: tr.contact, cause: m.cause, at: m.now}
					if f.cause != nil && !tr.EachContact && o.aboutOne(tr) {
						f.contact = f.cause.Contact
					}
					all = append(all, f)
				}
			}
		}
	}
	if m.quiet {
		return nil
	}
	for _, f := range all {
		f.values = with(f.values, map[string]any{"kind": string(f.Kind), "at": expression.FormatTime(m.now)})
	}
	return all
}

// fires is what each occurrence of a trigger at a moment brings.
func (o *oracle) fires(m *moment, tr trigger) []map[string]any {
	switch tr.Kind {
	case dsl.AfterPlaybook:
		return o.afterPlaybook(m, tr)
	case dsl.Manual:
		return o.manual(m, tr)
	case dsl.Becomes:
		return once(o.becomes(m, tr))
	case dsl.TierMove, dsl.ScaleMove:
		return o.levelMove(m, tr)
	case dsl.UsageLimit:
		return o.usageLimit(m, tr)
	case dsl.OnDate:
		return o.onDate(m, tr)
	case dsl.OnSchedule:
		return o.onSchedule(m, tr)
	case dsl.Coverage:
		return o.coverage(m, tr)
	case dsl.Inactivity:
		return o.inactivity(m, tr)
	case dsl.OnboardingStall:
		return o.stall(m, tr)
	case dsl.HealthDrop:
		return o.drop(m, tr)
	}
	return nil
}

func once(fires bool) []map[string]any {
	if fires {
		return []map[string]any{nil}
	}
	return nil
}

// sawLast is what a trigger saw when it last saw anything.
func (o *oracle) sawLast(tr trigger) any {
	key := tr.memory()
	for _, past := range slices.Backward(o.moments) {
		if !past.there(tr.contact) {
			break
		}
		if what := past.remembered[key]; what != nil {
			return what
		}
	}
	return nil
}

func (o *oracle) afterPlaybook(m *moment, tr trigger) []map[string]any {
	if m.cause == nil || m.again || m.cause.Type != customer.TypeRunFinished || m.cause.Data["playbook"] != tr.Playbook.Playbook {
		return nil
	}
	outcome := m.cause.Data["outcome"]
	if outcome == "exited" {
		outcome = m.cause.Data["detail"]
	}
	if len(tr.Playbook.Outcomes) > 0 && !slices.Contains(tr.Playbook.Outcomes, outcome.(string)) {
		return nil
	}
	return []map[string]any{{"playbook": tr.Playbook.Playbook, "outcome": outcome}}
}

// manual fires when somebody asks for an enrolment in the playbook.
func (o *oracle) manual(m *moment, tr trigger) []map[string]any {
	if m.cause == nil || m.again || m.cause.Type != customer.TypeEnrolment || m.cause.Data["playbook"] != tr.playbook.Name {
		return nil
	}
	return []map[string]any{{"by": m.cause.Data["by"], "note": m.cause.Data["note"]}}
}

// becomes fires when the expression has been true for so long without a break, the first time. What history or
// an edit made true is nothing that the customer did, nor is what was true before the trigger was added.
func (o *oracle) becomes(m *moment, tr trigger) bool {
	key := tr.memory()
	m.remembered[key] = o.holds(tr.Becomes.Expression, m.now, m.of(tr))
	if m.remembered[key] == false {
		return false
	}
	began := o.unbroken(m, func(past *moment) bool { return past.remembered[key] == true })
	due := instant(o.w.Hours.Add(began.now, tr.Becomes.After))
	m.offer(due)
	over := key + " over"
	was := began != m && o.last().remembered[over] == true
	m.remembered[over] = was || !m.now.Before(due) // Also where an edit makes it last longer until it counts.
	return !began.quiet && !began.now.Before(o.quiet[tr.key()]) && m.remembered[over] == true && !was
}

// levelMove fires when the account moves from one tier, or level of a scale, to another. The first is no move.
func (o *oracle) levelMove(m *moment, tr trigger) []map[string]any {
	level := func(m *moment) string {
		at := m.facts["tier"]
		if tr.Kind == dsl.ScaleMove {
			at = m.facts["scale"].(map[string]any)[tr.Move.Scale]
		}
		name, _ := at.(string)
		return name
	}
	before := o.last()
	if before == nil || level(before) == "" || level(before) == level(m) || o.unplaced(level) {
		return nil
	}
	from, to := level(before), level(m)
	if len(tr.Move.Enters) > 0 && !slices.Contains(tr.Move.Enters, to) || len(tr.Move.Leaves) > 0 && !slices.Contains(tr.Move.Leaves, from) {
		return nil
	}
	return []map[string]any{{"from": from, "to": to}}
}

// unplaced reports whether the account has been unclassified ever since it could be classified.
func (o *oracle) unplaced(level func(*moment) string) bool {
	for _, past := range slices.Backward(o.moments) {
		if level(past) != dsl.Unclassified {
			return level(past) == ""
		}
	}
	return true
}

// usageLimit fires when a higher share is crossed than the last time that anything could be told.
func (o *oracle) usageLimit(m *moment, tr trigger) []map[string]any {
	value, known := finiteOr(tr.UsageLimit.Value, o.env(m.now, m.of(tr))).(float64)
	limit, limited := finiteOr(tr.UsageLimit.Limit, o.env(m.now, m.of(tr))).(float64)
	if !known || !limited || limit <= 0 {
		return nil
	}
	crossed := 0.0
	for _, share := range tr.UsageLimit.Shares {
		if value*100 >= share*limit {
			crossed = share
		}
	}
	before, _ := o.sawLast(tr).(float64)
	m.remembered[tr.memory()] = crossed
	if crossed <= before {
		return nil
	}
	return []map[string]any{{"share": crossed, "value": value, "limit": limit}}
}
