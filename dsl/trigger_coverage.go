package dsl

import (
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// Coverage triggers fire when somebody wasn't reached in a period.
const Coverage TriggerKind = "coverage"

// CoverageTrigger fires for those who were not reached in a calendar period.
type CoverageTrigger struct {
	Metric string
	Every  Period
	// Lead is how long before the end of the period it fires.
	Lead calendar.Duration
	// OrderBy says who comes first, the highest: it is the order of the playbook's enrolment. Nil: not said here.
	OrderBy *expression.Program
}

var coverageSchema = &schema{
	word: "trigger", kind: "coverage", labels: []string{"KIND"},
	doc: "A metric is still 0 in the calendar period, such as the visits of this quarter: so everyone is reached once in each period. " +
		"It fires once a period and customer, `lead` before the period ends, for everyone of whom the metric is 0 at that moment; who is reached before doesn't fire, and who comes later in the period is first asked in the next. " +
		"It is asked of everyone at once: with `quota` and `hold` in `enroll` they start one after the other, in the order of `order_by`. " +
		"Where the playbook enrols contacts, a metric of contacts is asked of each contact on its own: who is added after that moment is first asked in the next period; a metric of the account fires for all contacts.",
	attrs: []attr{
		{name: "metric", required: true, kind: kindName, refers: "metric", example: `"visits"`, doc: "The metric that is to become more than 0: a count, a sum or a distinct count whose window is the period. Where it is missing, as nobody has ever sent such an event, nobody is uncovered."},
		{name: "every", required: true, kind: kindWord, words: periods, example: `"quarter"`, doc: "The calendar period, in the workspace's zone."},
		{name: "lead", required: true, kind: kindDuration, example: `"3w"`, doc: "How long before the end of the period it fires; shorter than the period."},
		{name: "order_by", kind: kindFormula, example: `"account.ltv"`, doc: "Who comes first when a `quota` or `max_running` leaves no room for all: the highest. It is the `order_by` of `enroll`, written where it is meant."},
		triggerWhen(`"tier == 'high'"`),
	},
	brings: []triggerField{
		{"ends", expression.Time, "The end of the period."},
	},
	example: `trigger "coverage" {
  metric = "visits"
  every  = "quarter"
  lead   = "3w"
}`,
}

func (*CoverageTrigger) schema() *schema { return coverageSchema }

func (t *CoverageTrigger) decode(d *triggerDecoder) {
	*t = CoverageTrigger{
		Metric: d.str("metric"), Every: Period(d.word("every")), Lead: d.needed("lead"),
		OrderBy: d.formula("order_by", expression.Number),
	}
	d.t.Coverage = t
	d.contact = d.playbook.PerContact
	d.checkCovered(t)
	d.checkLead(t)
	d.when()
	d.decides(content{"metric": t.Metric, "every": t.Every, "lead": t.Lead})
}

func (t *CoverageTrigger) eachContact(l *loader) bool {
	return l.readsContact("metric." + t.Metric)
}

func (d *triggerDecoder) checkCovered(t *CoverageTrigger) {
	m := d.l.ws.Metrics[t.Metric]
	switch {
	case m == nil && t.Metric != "":
		d.l.Errorf(diag.CodeUnknownReference, d.at("metric"), "Unknown metric", "There is no metric %q. %s", t.Metric, diag.Suggest(t.Metric, names(d.l.ws.Metrics)))
	case m != nil && m.Aggregate != Count && m.Aggregate != Sum && m.Aggregate != Distinct:
		d.l.Errorf(diag.CodeWrongType, d.at("metric"), "Metric that isn't 0 but missing", "%q is never 0: without an event it is missing. A metric that counts, such as the visits, is what covers.", t.Metric)
	case m != nil && m.OfContact && !d.playbook.PerContact:
		d.l.Errorf(diag.CodePerContact, d.at("metric"), "Metric of contacts", "%q is a fact of each contact, and the playbook enrols accounts. Take a metric of accounts, or write per = \"contact\".", t.Metric)
	case m != nil && d.has("every") && m.Period != t.Every:
		d.l.Errorf(diag.CodeValue, d.at("every"), "Period that isn't the metric's", "The window of %q has to be %q too, so that it is 0 again when a period begins; it is declared at %s.", t.Metric, t.Every, m.Range)
	}
}

// shortest is the length of the shortest period of each kind in days.
var shortest = map[Period]int{Day: 1, Week: 7, Month: 28, Quarter: 90, Year: 365}

// checkLead refuses a lead that would fire before the period begins. Of business time the calendar knows.
func (d *triggerDecoder) checkLead(t *CoverageTrigger) {
	period := calendar.Duration{N: shortest[t.Every], Unit: calendar.Day}
	if d.has("every") && !t.Lead.Business() && t.Lead.Plain() >= period.Plain() {
		d.l.Errorf(diag.CodeValue, d.at("lead"), "Lead as long as the period", "A %s can be as short as %s, so that %s before its end it has not begun.", t.Every, period, t.Lead)
	}
}

// orderCoverage makes the order of a coverage that of the playbook's enrolment.
func (l *loader) orderCoverage(pb *Playbook) {
	for _, t := range pb.Triggers {
		switch {
		case t.Coverage == nil || t.Coverage.OrderBy == nil:
		case pb.Enroll.OrderBy != nil:
			l.Errorf(diag.CodeOneOf, t.Range, "Order that is said twice", "A playbook has one order in which it enrols, and another \"order_by\" says it already.")
		case pb.Enroll.Quota == nil && pb.Enroll.MaxRunning == 0:
			l.Errorf(diag.CodeOneOf, t.Range, "Order without a limit", "\"order_by\" says who comes first when \"quota\" or \"max_running\" in `enroll` leaves no room for all.")
		default:
			pb.Enroll.OrderBy = t.Coverage.OrderBy
		}
	}
}
