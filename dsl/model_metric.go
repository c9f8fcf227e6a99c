package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// Aggregate is how a metric sums up its events.
type Aggregate string

// The aggregates.
const (
	Count    Aggregate = "count"
	Sum      Aggregate = "sum"
	Distinct Aggregate = "distinct"
	Last     Aggregate = "last"
	First    Aggregate = "first"
	Min      Aggregate = "min"
	Max      Aggregate = "max"
	Avg      Aggregate = "avg"
	// Derived metrics have no events of their own: they are worked out from others.
	Derived Aggregate = "value"
)

// Metric is a fact of each account, or of each contact.
type Metric struct {
	Name, Description string
	Hash              string // of what it computes; a changed hash is filled back from the log
	OfContact         bool   // a fact of each contact; else of the account
	Event             string // empty for derived
	Aggregate         Aggregate
	Of                *expression.Program // what is aggregated, or the value of a derived metric; nil for count
	When              *Condition          // nil: every event
	Window            calendar.Duration   // a window that slides; zero: none
	Period            Period              // a window of the calendar; empty: none
	Cap               int                 // of distinct values that are kept; 0: as many as the engine keeps
	Type              expression.Type
	Range             diag.Range
}

var metricSchema = &schema{
	word: "metric", doc: "A fact of each account or contact, kept up to date by events and by the passing of time, read as `metric.NAME`. It counts its events, unless it says otherwise.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "event", kind: kindEvent, example: `"login"`, doc: "The type of event that it is made of."},
		{name: "of", kind: kindWord, words: []string{"account", "contact"}, def: `"account"`, example: `"contact"`, doc: "Whose fact it is. A fact of contacts is made of events about contacts, and is read where there is a contact."},
		{name: "when", kind: kindCondition, example: `"event.purpose == 'visit'"`, doc: "Which of the events count: an expression over event and contact."},
		{name: "sum", kind: kindFormula, example: `"event.count"`, doc: "What is added up."},
		{name: "distinct", kind: kindExpression, example: `"contact.id"`, doc: "What is counted once for each value."},
		{name: "last", kind: kindExpression, example: `"event.score"`, doc: "What is kept of the newest event."},
		{name: "first", kind: kindExpression, example: `"event.plan"`, doc: "What is kept of the oldest event."},
		{name: "min", kind: kindFormula, example: `"event.score"`, doc: "What the smallest is kept of."},
		{name: "max", kind: kindFormula, example: `"event.score"`, doc: "What the largest is kept of."},
		{name: "avg", kind: kindFormula, example: `"event.score"`, doc: "What the average is taken of."},
		{name: "value", kind: kindFormula, example: `"metric.active_users_7d / account.seats"`, doc: "What it is worked out from, instead of events: other metrics and attributes."},
		{name: "window", kind: kindWindow, words: periods, example: `"30d"`, doc: "How far back it looks: a duration, or a period of the calendar that has begun. It is needed to count, and for sum, distinct and avg; the others look at all events without it. In a window that slides, an event counts for the whole duration, and then until the step of time is over that it happened in: at most a 24th of the window longer, or a second. Steps are `1s` long, in windows from `2m` on `5s`, from `6m` `15s`, from `24m` `1m`, from `2h` `5m`, from `6h` `15m`, from `1d` `1h`, from `6d` `6h`, from `24d` `1d`, from `24w` `7d` and from `96w` `28d`; they begin at moments of each customer's own. A period ends for all at its last midnight."},
		{name: "cap", kind: kindWhole, example: "500", doc: "How many values `distinct` keeps at most: beyond it, the metric says that it isn't exact."},
		{name: "description", kind: kindString, example: `"People who came."`, doc: "What it is, for people."},
	},
	example: `metric "active_users_7d" {
  event    = "login"
  distinct = "contact.id"
  window   = "7d"
}`,
}

func (l *loader) metric(src *hclsyntax.Block) {
	b := l.open(src, metricSchema)
	if b == nil || !l.declare("metric", b.name(), b.nameRange()) {
		return
	}
	m := &Metric{
		Name: b.name(), Description: b.description(), OfContact: b.word("of") == "contact",
		Aggregate: b.aggregate(), Range: b.head(), Type: expression.Number,
	}
	l.ws.Metrics[m.Name] = m
	if m.Aggregate == Derived {
		l.derived(b, m)
		return
	}
	b.window(m)
	b.cap(m)
	b.events(m)
}

// aggregate is the one aggregate that the block names.
func (b *block) aggregate() Aggregate {
	found := Count
	for _, a := range []Aggregate{Sum, Distinct, Last, First, Min, Max, Avg, Derived} {
		name := string(a)
		if !b.has(name) {
			continue
		}
		if found != Count {
			b.l.Errorf(diag.CodeAggregate, b.nameAt(name), "Several aggregates",
				"A metric has one of sum, distinct, last, first, min, max, avg and value; here is %q already.", string(found))
			continue
		}
		found = a
	}
	return found
}

// events decodes what of which events is aggregated.
func (b *block) events(m *Metric) {
	if !b.has("event") {
		b.reportMissing(diag.CodeMissing, []string{"event", "value"}, "Missing attribute",
			"%s needs \"event\", the type of event that it is made of, or \"value\", an expression over other metrics.", b.schema.title(b.Labels))
	}
	event := b.l.eventRef(b, "event")
	if event == nil {
		if m.Aggregate == Last || m.Aggregate == First {
			m.Type = expression.Any
		}
		return
	}
	if m.OfContact && !event.AboutContact {
		b.l.Errorf(diag.CodeAboutAccount, b.at("event"), "Fact of contacts from an event about the account",
			"The event %q is about the account, so it says nothing of a contact. Leave out \"of\", or use an event that is about a contact.", event.Name)
	}
	m.Event = event.Name
	p := b.l.eventScope(scope{names: b.l.constants()}, event)
	m.When = b.condition("when", p)
	b.of(m, p)
}

// of compiles what the metric aggregates.
func (b *block) of(m *Metric, p scope) {
	switch m.Aggregate {
	case Sum, Min, Max, Avg:
		m.Of = b.program(string(m.Aggregate), p, expression.Number)
	case Distinct:
		m.Of = b.program("distinct", p, expression.Any)
	case Last, First:
		m.Type = expression.Any
		if m.Of = b.program(string(m.Aggregate), p, expression.Any); m.Of != nil {
			m.Type = m.Of.Type()
		}
	}
}

// cap reads how many distinct values are kept.
func (b *block) cap(m *Metric) {
	m.Cap = b.whole("cap", 1, 1e6)
	if b.has("cap") && m.Aggregate != Distinct {
		b.l.Errorf(diag.CodeOneOf, b.nameAt("cap"), "Cap without distinct", "\"cap\" limits how many values \"distinct\" keeps. Other aggregates keep no values.")
	}
}
