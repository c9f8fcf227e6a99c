package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/dsl/source"
)

// Enroll is the rules of enrolment.
type Enroll struct {
	// Cooldown counts from the end of the last run; nil: none. Never: once in a lifetime.
	Cooldown *calendar.Duration
	Never    bool
	// Key tells the runs of one account apart, so that several can go on at once; nil: one at a time.
	Key *expression.Program
	// Exclusive is the group of playbooks of which an account has at most one running; empty: none.
	Exclusive string
	// Hold is how long an occurrence is kept that is refused only for now; nil: not at all.
	Hold *calendar.Duration
	// ControlGroup is the percent that is watched and left alone.
	ControlGroup float64
	// MaxRunning is how many runs of the playbook go on at once at most; 0: any number.
	MaxRunning int
	// Quota is how many start in a period at most; nil: any number. OrderBy says who comes first, the
	// highest; nil: who came first.
	Quota   *Rate
	OrderBy *expression.Program

	block *block
}

var enrollSchema = &schema{
	word: "enroll",
	doc: "The rules of enrolment: who of those that a trigger is about really gets a run. Each time a trigger fires, the rules are asked in this order, and the first that refuses is the reason that is recorded: " +
		"the playbook's `mode` (`draft`, `paused`); whether there is a contact, where the playbook enrols contacts; who is a customer, by `customers` in the workspace; the trigger's `when`; the playbook's `when`; the guards of its tags; " +
		"whether a run is in progress, of the same contact and `key` if there are such; `cooldown`; `exclusive`; `max_running`, `quota`, and whose turn it is by `order_by`; the mode `dry_run`; last, `control_group`. " +
		"Of several playbooks that are asked at the same moment, the highest `priority` comes first, then the first by name.",
	attrs: []attr{
		{name: "cooldown", kind: kindDuration, example: `"30d"`, doc: "How long after the end of a run no other starts, or `never` for once in a customer's life."},
		{name: "key", kind: kindExpression, example: `"event.meeting_id"`, doc: "Tells the runs of one customer apart: one at a time for each value, several at once. Then the cooldown is that of each value, and all occurrences without a value share one. It can read every fact, `trigger`, and `event` when a trigger brings one. Of one customer, up to 2,000 values are remembered; those whose run ended the longest ago are forgotten first."},
		{name: "exclusive", kind: kindName, example: `"outreach"`, doc: "A group of playbooks: an account has at most one running run of it. Of several that want to start at the same moment, the one with the highest `priority` does, then the first by name; a run in progress is never ended by it."},
		{name: "hold", kind: kindDuration, example: `"14d"`, doc: "How long an occurrence is kept that is refused only for now: the playbook is paused, a guard keeps it back, a run is still in progress, a cooldown is on, another playbook of the group runs, or a `quota` or `max_running` leaves no room. All rules are asked again when that may have ended, and a last time when the hold is over: a place that is free at that very instant is still given; until then the decision is `pending`. Of several that wait, the highest `priority` comes first, then the one that has waited the longest. A customer has up to 100 that wait; what comes then is skipped. Without it, nothing is kept."},
		{name: "control_group", kind: kindNumber, def: "0", example: "10", doc: "The percent of the enrolled that is watched and left alone, to measure the effect by the goals; less than 100. The last of the rules: who would have got a run draws a lot, always the same one for the same customer, key and playbook, so that another percentage only moves those between the two. One of the control group gets no run; the cooldown counts from the enrolment."},
		{name: "max_running", kind: kindWhole, example: "50", doc: "How many runs of the playbook go on at once at most, of all customers. Then no other starts until one ends."},
		{name: "quota", kind: kindRate, example: `"100 per month"`, doc: "How many runs start in a period at most, of all customers: day, week, month, quarter or year by the calendar in the workspace's zone, or any duration, of which no stretch then has more. A run counts from its start, also when it has ended; a dry run takes no place."},
		{name: "order_by", kind: kindFormula, example: `"account.ltv"`, doc: "Who comes first when a `quota` or `max_running` leaves no room for all: the highest, those without a value last, and of equal ones who came first. Every occurrence waits until all that is due up to its moment has been looked at, at most an instant; then places are given from the highest down. Whoever finds none is skipped, or waits with the others where there is a `hold`; at its end too, the places that are free then go to the highest of all who wait. Who waits moves when the value changes."},
	},
	example: `enroll {
  cooldown  = "30d"
  exclusive = "outreach"
  hold      = "14d"
}`,
}

func (l *loader) enroll(src *hclsyntax.Block, base scope) Enroll {
	b := l.open(src, enrollSchema)
	if b == nil {
		return Enroll{}
	}
	e := Enroll{
		Key: b.program("key", withEvent(base), expression.Any), Exclusive: b.plainName("exclusive"), block: b,
		Hold: b.long("hold"), MaxRunning: b.whole("max_running", 1, 1_000_000), Quota: b.rate("quota"),
		OrderBy: b.program("order_by", base, expression.Number),
	}
	if a := src.Body.Attributes["cooldown"]; a != nil && source.IsLiteral(a.Expr) && b.l.Text(diag.RangeOf(a.Expr.Range())) == `"never"` {
		e.Never = true
	} else {
		e.Cooldown = b.long("cooldown")
	}
	if percent, ok := b.between("control_group", 0, 100); ok {
		e.ControlGroup = percent
		if percent == 100 {
			l.Errorf(diag.CodeValue, b.at("control_group"), "Nobody left", "A control group of 100 percent leaves nobody for the playbook.")
		}
	}
	if b.has("order_by") && !b.has("quota") && !b.has("max_running") {
		l.Errorf(diag.CodeOneOf, b.nameAt("order_by"), "Order without a limit", "\"order_by\" says who comes first when \"quota\" or \"max_running\" leaves no room for all.")
	}
	return e
}

// withEvent adds the event that every trigger brings, under the name that it has in a trigger's `when`.
func withEvent(p scope) scope {
	if event, ok := p.names["trigger"].Fields["event"]; ok {
		return p.with("event", event)
	}
	return p
}

// plainName reads a name that is only compared with others.
func (b *block) plainName(name string) string {
	s := b.str(name)
	if s != "" && !isName(s) {
		b.l.Errorf(diag.CodeName, b.at(name), "Not a name", "%q isn't a name: it has letters, digits and `_`, and begins with a letter or `_`.", s)
	}
	return s
}
