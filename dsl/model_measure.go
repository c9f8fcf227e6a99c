package dsl

import (
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/zclconf/go-cty/cty"
)

// Measure is one part of a health score.
type Measure struct {
	Name        string
	Weight      float64
	Value       *expression.Program // linear between Worst and Best, clamped; nil when Score is set
	Worst, Best float64
	Score       *expression.Program // gives 0 to 100
	// Missing says what a missing value counts as: nil: its weight is shared out (skip), else this score.
	Missing *float64
	Range   diag.Range
}

var measureSchema = &schema{
	word: "measure", doc: "A part of a health score, read as `health.measures.NAME`.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "weight", required: true, kind: kindNumber, example: "40", doc: "How much it counts. All weights together are best 100."},
		{name: "value", kind: kindFormula, example: `"metric.active_users_7d / account.seats"`, doc: "A number that becomes a score: 0 at the worst, 100 at the best, linear between them."},
		{name: "worst", kind: kindNumber, example: "0", doc: "The value that scores 0."},
		{name: "best", kind: kindNumber, example: "0.8", doc: "The value that scores 100."},
		{name: "score", kind: kindFormula, example: `"10 * metric.nps"`, doc: "A formula that gives the score itself, 0 to 100, instead of `value`."},
		{name: "missing", kind: kindWordOrNumber, words: []string{"skip", "zero"}, def: `"skip"`, example: `"zero"`, doc: "What a missing value counts as: nothing, so that its weight is shared out (skip), zero, or a score. Its first value begins the maximum of `health_drop` anew."},
	},
	example: `measure "support" {
  weight = 20
  value  = "metric.tickets_30d"
  worst  = 10
  best   = 0
}`,
}

// measure decodes a measure, and says whether its weight is known.
func (l *loader) measure(b *block) (m *Measure, weighed bool) {
	m = &Measure{Name: b.name(), Range: b.head()}
	m.Weight, weighed = b.between("weight", 0, 1e6)
	m.Missing = b.missing()
	switch {
	case b.has("value") == b.has("score"):
		b.reportMissing(diag.CodeOneOf, []string{"value", "score"}, "Either value or score",
			"A measure has either \"value\" with \"worst\" and \"best\", or \"score\", a formula that gives 0 to 100.")
	case b.has("value"):
		b.ends(m)
	default:
		for _, name := range []string{"worst", "best"} {
			if b.has(name) {
				l.Errorf(diag.CodeOneOf, b.nameAt(name), "Ends of a formula", "%q belongs to \"value\". A \"score\" gives 0 to 100 itself.", name)
			}
		}
	}
	l.addCheck(func() {
		m.Value = b.program("value", l.measureScope(), expression.Number)
		m.Score = b.program("score", l.measureScope(), expression.Number)
	})
	return m, weighed
}

// ends reads worst and best.
func (b *block) ends(m *Measure) {
	for _, name := range []string{"worst", "best"} {
		if !b.has(name) {
			b.reportMissing(diag.CodeMissing, []string{name}, "Missing attribute", "A measure with \"value\" needs %q.", name)
		}
	}
	worst, okWorst := b.number("worst")
	best, okBest := b.number("best")
	m.Worst, m.Best = worst, best
	if okWorst && okBest && worst == best {
		b.l.Errorf(diag.CodeValue, b.at("best"), "Worst is best", "\"worst\" and \"best\" have to differ: values between them become scores between 0 and 100.")
	}
}

// missing reads the rule for a missing value; nil means skip.
func (b *block) missing() *float64 {
	v, ok := b.value("missing")
	if !ok {
		return nil
	}
	if !v.IsNull() && v.Type() == cty.Number {
		if n, ok := b.between("missing", 0, 100); ok {
			return &n
		}
		return nil
	}
	if b.word("missing") == "zero" {
		return new(float64)
	}
	return nil
}
