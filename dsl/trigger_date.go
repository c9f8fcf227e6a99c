package dsl

import (
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// OnDate triggers fire when a date is so far away.
const OnDate TriggerKind = "date"

// DateTrigger fires when a date is so far away.
type DateTrigger struct {
	Date *expression.Program
	// Before and After are how far away; at most one of them is set, neither: on the day.
	Before, After *calendar.Duration
}

var dateSchema = &schema{
	word: "trigger", kind: "date", labels: []string{"KIND"},
	doc: "A date is so far away, in the workspace's zone. A date that moves fires again. One that is set when its moment is past fires at once, unless a day has passed since: since the date with `before`, since the moment with `after`. Then it fires no more. " +
		"Where the playbook enrols contacts, a date of a contact, such as `contact.joined`, is watched of each on its own; one of the account fires for all contacts.",
	attrs: []attr{
		{name: "date", required: true, kind: kindDate, example: `"account.renewal_date"`, doc: "The date."},
		{name: "before", kind: kindDuration, example: `"120d"`, doc: "How long before the date."},
		{name: "after", kind: kindDuration, example: `"1 business day"`, doc: "How long after the date."},
		triggerWhen(`"account.seats > 5"`),
	},
	brings: []triggerField{
		{"date", expression.Any, "The date."},
	},
	example: `trigger "date" {
  date   = "account.renewal_date"
  before = "120d"
}`,
}

func (*DateTrigger) schema() *schema { return dateSchema }

func (t *DateTrigger) decode(d *triggerDecoder) {
	*t = DateTrigger{Date: d.moment("date", d.scope), Before: d.long("before"), After: d.long("after")}
	d.t.Date = t
	d.contact = d.playbook.PerContact
	d.fields["date"] = expression.Date
	if t.Date != nil && t.Date.Type().Kind == expression.KindTime {
		d.fields["date"] = expression.Time
	}
	if d.has("before") && d.has("after") {
		d.l.Errorf(diag.CodeOneOf, d.nameAt("after"), "Before and after", "A trigger is either \"before\" or \"after\" the date. Write two triggers for both.")
	}
	d.when()
	d.decides(content{"date": canonical(t.Date), "before": t.Before, "after": t.After}, t.Date)
}

func (t *DateTrigger) eachContact(l *loader) bool {
	return l.ofEach(t.Date)
}

// moment compiles an expression that gives a date or a time.
func (b *block) moment(name string, p scope) *expression.Program {
	program := b.program(name, p, expression.Any)
	if program == nil {
		return nil
	}
	switch program.Type().Kind {
	case expression.KindDate, expression.KindTime, expression.KindAny, "":
		return program
	}
	b.l.Errorf(diag.CodeExpression, b.at(name), "Not a date", "%q takes an expression that gives a date or a time, and this gives %s.", name, diag.Article(program.Type().String()))
	return nil
}
