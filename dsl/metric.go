package dsl

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/calendar"
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
)

// Metric is a windowed fact of each account.
type Metric struct {
	Name, Description string
	Hash              string // of what it computes; a changed hash is filled back from the log
	Event             string
	Aggregate         Aggregate
	Of                *expression.Program // what is summed, counted once or kept; nil for count
	When              *Condition          // nil: every event
	Window            calendar.Duration   // zero for last: no window
	Type              expression.Type
	Range             Range
}

var metricSchema = &schema{
	word: "metric", doc: "A fact of each account, kept up to date by events and by the passing of time, read as `metric.NAME`. It counts its events, unless it says otherwise.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "event", required: true, takes: takesEvent, example: `"login"`, doc: "The type of event that it is made of."},
		{name: "of", takes: takesWord, words: []string{"account", "contact"}, def: `"account"`, example: `"contact"`, pending: true, doc: "Whose fact it is. A fact of contacts is made of events about contacts."},
		{name: "when", takes: takesCondition, example: `"event.purpose == 'visit'"`, doc: "Which of the events count: an expression over event and contact."},
		{name: "sum", takes: takesFormula, example: `"event.count"`, doc: "What is added up."},
		{name: "distinct", takes: takesExpression, example: `"contact.id"`, doc: "What is counted once for each value."},
		{name: "last", takes: takesExpression, example: `"event.score"`, doc: "What is kept of the newest event."},
		{name: "first", takes: takesExpression, example: `"event.plan"`, pending: true, doc: "What is kept of the oldest event."},
		{name: "min", takes: takesFormula, example: `"event.score"`, pending: true, doc: "What the smallest is kept of."},
		{name: "max", takes: takesFormula, example: `"event.score"`, pending: true, doc: "What the largest is kept of."},
		{name: "avg", takes: takesFormula, example: `"event.score"`, pending: true, doc: "What the average is kept of."},
		{name: "cap", takes: takesNumber, example: "50", pending: true, doc: "What a single event adds at most."},
		{name: "window", takes: takesClock, example: `"30d"`, doc: "How far back it looks."},
		{name: "description", takes: takesString, example: `"People who came."`, doc: "What it is, for people."},
	},
	example: `metric "active_users_7d" {
  event    = "login"
  distinct = "contact.id"
  window   = "7d"
}`,
}

func (l *loader) metric(src *hclsyntax.Block) {
	b := l.open(src, metricSchema)
	if b == nil || !l.first("metric", b.name(), b.nameRange()) {
		return
	}
	m := &Metric{Name: b.name(), Description: b.str("description"), Range: b.head(), Type: expression.Number}
	l.ws.Metrics[m.Name] = m
	m.Aggregate = b.aggregate()
	b.window(m)
	event := l.eventRef(b, "event")
	if event == nil {
		m.Type = expression.Any
		return
	}
	m.Event = event.Name
	p := l.eventPlace(place{scope: l.constants()}, event)
	m.When = b.condition("when", p)
	b.of(m, p)
}

// of compiles what the metric sums, counts once or keeps.
func (b *block) of(m *Metric, p place) {
	switch m.Aggregate {
	case Sum:
		m.Of = b.program("sum", p, expression.Number)
	case Distinct:
		m.Of = b.program("distinct", p, expression.Any)
	case Last:
		m.Type = expression.Any
		if m.Of = b.program("last", p, expression.Any); m.Of != nil {
			m.Type = m.Of.Type()
		}
	}
}

func (b *block) aggregate() Aggregate {
	found := Count
	for _, a := range []Aggregate{Sum, Distinct, Last} {
		name := string(a)
		if !b.has(name) {
			continue
		}
		if found != Count {
			b.l.errorf(CodeAggregate, b.nameAt(name), "Several aggregates", "A metric has one of sum, distinct and last; here is %q already.", string(found))
			continue
		}
		found = a
	}
	return found
}

// calendarWindows are the windows that begin with a day, week, month, quarter or year of the calendar.
var calendarWindows = []string{"day", "week", "month", "quarter", "year"}

func (b *block) window(m *Metric) {
	if m.Aggregate == Last {
		if b.has("window") {
			b.l.pending(b.nameAt("window"), "A window for `last`")
		}
		return
	}
	if !b.has("window") {
		b.l.errorf(CodeMissing, b.head(), "Missing attribute", "A metric that looks at several events needs \"window\": how far back it looks, such as \"30d\".")
		return
	}
	if a := b.Body.Attributes["window"]; literal(a.Expr) && slices.Contains(calendarWindows, b.str("window")) {
		b.l.pending(b.at("window"), "The window %q", b.str("window"))
		return
	}
	if d := b.plainDuration("window"); d != nil {
		m.Window = *d
	}
}

// plainDuration reads a duration that is longer than nothing and not of business time.
func (b *block) plainDuration(name string) *calendar.Duration {
	d := b.duration(name)
	switch {
	case d == nil:
		return nil
	case d.Business():
		b.l.errorf(CodeDuration, b.at(name), "Business time where it can't be", "%q counts the clock's time: write it in s, m, h, d or w.", name)
		return nil
	case d.IsZero():
		b.l.errorf(CodeDuration, b.at(name), "Duration of nothing", "%q has to be longer than nothing.", name)
		return nil
	}
	return d
}

// eventRef reads an attribute that names an event; nil when it is absent or unknown.
func (l *loader) eventRef(b *block, name string) *Event {
	s := b.str(name)
	if s == "" {
		return nil
	}
	event := l.ws.Events[s]
	if event == nil {
		l.errorf(CodeUnknownEvent, b.at(name), "Unknown event", "There is no event %q. %s", s, suggest(s, names(l.ws.Events)))
	}
	return event
}
