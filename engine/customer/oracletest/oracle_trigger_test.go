package oracletest

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer"
)

// trigger is a trigger of a playbook.
type trigger struct {
	*dsl.Trigger
	playbook *dsl.Playbook
}

// key tells a trigger from all others, whatever edits are made elsewhere.
func (tr trigger) key() string { return tr.playbook.Name + "/" + tr.Hash[:16] }

// firing is one time that a trigger fires.
type firing struct {
	trigger
	values map[string]any
}

// triggers is all triggers in the order in which they are decided: by priority, then by the playbook's name.
func (o *oracle) triggers() []trigger {
	playbooks := slices.SortedFunc(maps.Values(o.w.Playbooks), func(a, b *dsl.Playbook) int {
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.Name, b.Name))
	})
	var all []trigger
	known := map[string]bool{}
	for _, p := range playbooks {
		for _, t := range p.Triggers {
			if tr := (trigger{t, p}); !known[tr.key()] {
				known[tr.key()] = true
				all = append(all, tr)
			}
		}
	}
	return all
}

// fired is what fires at a moment, in the order in which it is decided.
func (o *oracle) fired(m *moment) []firing {
	var all []firing
	for _, tr := range o.triggers() {
		for _, values := range o.fires(m, tr) {
			if m.now.Before(o.quiet[tr.key()]) {
				continue
			}
			values = with(values, map[string]any{"kind": string(tr.Kind), "at": expression.FormatTime(m.now)})
			all = append(all, firing{tr, values})
		}
	}
	if m.quiet {
		return nil
	}
	return all
}

// fires is what each occurrence of a trigger at a moment brings.
func (o *oracle) fires(m *moment, tr trigger) []map[string]any {
	switch tr.Kind {
	case dsl.OnEvent:
		return o.onEvent(m, tr)
	case dsl.AfterPlaybook:
		return o.afterPlaybook(m, tr)
	case dsl.Becomes:
		return once(o.becomes(m, tr))
	case dsl.TierMove:
		return o.tierMove(m, tr)
	case dsl.UsageLimit:
		return o.usageLimit(m, tr)
	case dsl.OnDate:
		return o.onDate(m, tr)
	case dsl.OnSchedule:
		return o.onSchedule(m, tr)
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
	key := tr.key()
	for _, past := range slices.Backward(o.moments) {
		if what := past.saw[key]; what != nil {
			return what
		}
	}
	return nil
}

func (o *oracle) onEvent(m *moment, tr trigger) []map[string]any {
	if m.cause == nil || m.again || m.cause.Type != tr.Event.Event {
		return nil
	}
	return []map[string]any{{"event": m.cause.values()}}
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

// becomes fires when the expression has been true for so long without a break, the first time. What history or
// an edit made true is nothing that the customer did.
func (o *oracle) becomes(m *moment, tr trigger) bool {
	key := tr.key()
	m.saw[key] = o.holds(tr.Becomes.Expression, m.now, m.facts)
	if m.saw[key] == false {
		return false
	}
	began := o.unbroken(m, func(past *moment) bool { return past.saw[key] == true })
	due := instant(o.w.Hours.Add(began.now, tr.Becomes.After))
	m.offer(due)
	return !began.quiet && !m.now.Before(due) && (began == m || o.last().now.Before(due))
}

func (o *oracle) tierMove(m *moment, tr trigger) []map[string]any {
	before := o.last()
	if before == nil || before.facts["tier"] == m.facts["tier"] {
		return nil
	}
	from, to := before.facts["tier"].(string), m.facts["tier"].(string)
	if len(tr.Move.Enters) > 0 && !slices.Contains(tr.Move.Enters, to) || len(tr.Move.Leaves) > 0 && !slices.Contains(tr.Move.Leaves, from) {
		return nil
	}
	return []map[string]any{{"from": from, "to": to}}
}

// usageLimit fires when a higher share is crossed than the last time that anything could be told.
func (o *oracle) usageLimit(m *moment, tr trigger) []map[string]any {
	value, known := finiteOr(tr.UsageLimit.Value, o.env(m.now, m.facts)).(float64)
	limit, limited := finiteOr(tr.UsageLimit.Limit, o.env(m.now, m.facts)).(float64)
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
	m.saw[tr.key()] = crossed
	if crossed <= before {
		return nil
	}
	return []map[string]any{{"share": crossed, "value": value, "limit": limit}}
}

// onDate fires when a date is so far away, unless that date was the last one that was.
func (o *oracle) onDate(m *moment, tr trigger) []map[string]any {
	value, err := tr.Date.Date.Eval(o.env(m.now, m.facts))
	written, ok := value.(string)
	if err != nil || !ok {
		return nil
	}
	hours := o.w.Hours
	date, err := time.Parse(time.RFC3339Nano, written)
	if err != nil {
		if date, err = time.ParseInLocation(time.DateOnly, written, hours.Zone()); err != nil {
			return nil
		}
	}
	at, over := date, date
	if tr.Date.Before != nil {
		at = hours.Before(date, *tr.Date.Before)
	}
	if tr.Date.After != nil {
		at = hours.Add(date, *tr.Date.After)
		over = at
	}
	m.offer(at)
	if m.now.Before(instant(at)) {
		return nil
	}
	last := o.sawLast(tr)
	m.saw[tr.key()] = written
	if last == written || !m.now.Before(instant(hours.Add(over, calendar.Duration{N: 1, Unit: calendar.Day}))) {
		return nil
	}
	return []map[string]any{{"date": written}}
}

// onSchedule fires at each instant of the schedule, at the account's own place in its spread. What passed
// before the account was there is nobody's.
func (o *oracle) onSchedule(m *moment, tr trigger) []map[string]any {
	place := time.Duration(0)
	if spread := tr.Schedule.Spread.Plain(); spread > 0 {
		h := fnv.New64a()
		h.Write([]byte(o.account + "\x00" + tr.key()))
		place = time.Duration(h.Sum64()%uint64(spread/time.Second)) * time.Second
	}
	zone := o.w.Hours.Zone()
	if next := tr.Schedule.Next(m.now.Add(-place), zone); !next.IsZero() {
		m.offer(next.Add(place))
	}
	before, key := o.last(), tr.key()
	m.saw[key] = true
	if before == nil || before.saw[key] == nil {
		return nil
	}
	var all []map[string]any
	for next := tr.Schedule.Next(before.now.Add(-place), zone); !next.IsZero(); next = tr.Schedule.Next(next, zone) {
		if next.Add(place).After(m.now) {
			break
		}
		all = append(all, nil)
	}
	return all
}

// listen notes whose silence an entry ends.
func (o *oracle) listen(e *arrived) {
	e.heard = map[string]bool{}
	facts := with(e.known.facts(o.account), e.names())
	for _, tr := range o.triggers() {
		if tr.Kind == dsl.Inactivity && tr.Inactivity.Event == e.Type && o.holds(tr.Inactivity.Which, e.now, facts) {
			e.heard[tr.key()] = true
		}
	}
}

// inactivity fires when the event has not come for so long, since the last one or else the account's start.
func (o *oracle) inactivity(m *moment, tr trigger) []map[string]any {
	since := o.since()
	for _, e := range o.log {
		if e.heard[tr.key()] && e.at.After(since) {
			since = e.at
		}
	}
	due := instant(o.w.Hours.Add(since, tr.Inactivity.After))
	m.offer(due)
	m.saw[tr.key()] = !m.now.Before(due)
	if m.saw[tr.key()] == false {
		return nil
	}
	if before := o.last(); before != nil && before.saw[tr.key()] == true {
		return nil
	}
	return []map[string]any{{"since": expression.FormatTime(since)}}
}
