package dsl

import (
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

// CoverageTrigger fires for those who were not reached in a calendar period.
type CoverageTrigger struct {
	Metric string
	Every  Period
	// Lead is how long before the end of the period it fires at the latest.
	Lead calendar.Duration
	// OrderBy says who comes first, the highest; nil: whoever.
	OrderBy *expression.Program
}

var coverageSchema = &schema{
	word: "trigger", kind: "coverage", labels: []string{"KIND"}, pending: true,
	doc: "A metric is still 0 in the calendar period, such as the visits of this quarter: everyone is reached once in each period. " +
		"Whoever is not yet covered comes in the order of `order_by`, `lead` before the end of the period at the latest. `trigger.ends` is that end.",
	attrs: []attr{
		{name: "metric", required: true, takes: takesName, example: `"visits"`, doc: "The metric that is to become more than 0; its window is the period."},
		{name: "every", required: true, takes: takesWord, words: periods, example: `"quarter"`, doc: "The calendar period."},
		{name: "lead", required: true, takes: takesDuration, example: `"3w"`, doc: "How long before the end of the period it fires at the latest."},
		{name: "order_by", takes: takesFormula, example: `"account.ltv"`, doc: "Who comes first: the highest."},
		triggerWhen,
	},
	example: `trigger "coverage" {
  metric   = "visits"
  every    = "quarter"
  lead     = "3w"
  order_by = "account.ltv"
}`,
}

func (d *triggerDecoder) coverage() {
	t := &CoverageTrigger{
		Metric: d.str("metric"), Every: Period(d.word("every")), Lead: d.needed("lead"),
		OrderBy: d.formula("order_by", expression.Number),
	}
	d.t.Coverage = t
	d.contact = d.playbook.PerContact
	d.fields["ends"] = expression.Time
	d.checkCovered(t)
	d.when()
	d.decides(content{"metric": t.Metric, "every": t.Every, "lead": t.Lead, "order_by": source(t.OrderBy)}, t.OrderBy)
}

func (d *triggerDecoder) checkCovered(t *CoverageTrigger) {
	m := d.l.ws.Metrics[t.Metric]
	switch {
	case m == nil && t.Metric != "":
		d.l.errorf(CodeUnknownReference, d.at("metric"), "Unknown metric", "There is no metric %q. %s", t.Metric, suggest(t.Metric, names(d.l.ws.Metrics)))
	case m != nil && m.Type.Kind != expression.KindNumber:
		d.l.errorf(CodeWrongType, d.at("metric"), "Metric that isn't a number", "%q gives a %s, which is never 0. A metric that counts the visits is what covers.", t.Metric, m.Type)
	case m != nil && d.has("every") && m.Period != t.Every:
		d.l.errorf(CodeValue, d.at("every"), "Period that isn't the metric's", "The window of %q has to be %q too, so that it is 0 again when a period begins; it is declared at %s.", t.Metric, t.Every, m.Range)
	}
}
