package dsl

import (
	"math"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tendhq/tend/dsl/diag"
)

// HealthScore scores the accounts that satisfy When.
type HealthScore struct {
	Name, Description string
	Hash              string
	When              *Condition // nil: everyone
	Hysteresis        float64
	Measures          []*Measure
	Bands             []Band // from the best to the worst
	Range             diag.Range
}

// Band is a range of scores from From up to the next band.
type Band struct {
	Name string
	From float64
}

var healthScoreSchema = &schema{
	word: "health_score", doc: "How well an account does, from 0 to 100. The first definition that matches scores it. An account of which nothing is known, no attribute, no contact and no event ever, has no score.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "when", kind: kindCondition, example: `"tier != 'tech'"`, doc: "Which accounts it scores; without it, all that are left."},
		{name: "description", kind: kindString, example: `"Customers whom people look after."`, doc: "What it is, for people."},
		{name: "hysteresis", kind: kindNumber, def: "0", example: "3", doc: "How many points above a boundary a score must be before the band improves again."},
	},
	blocks: []string{"measure", "band"},
	example: `health_score "standard" {
  hysteresis = 3

  measure "usage" {
    weight = 60
    value  = "metric.active_users_7d / account.seats"
    worst  = 0
    best   = 0.8
  }
  measure "nps" {
    weight  = 40
    score   = "10 * metric.nps"
    missing = "skip"
  }
  band "green" { from = 60 }
  band "red" { from = 0 }
}`,
}

var bandSchema = &schema{
	word: "band", doc: "A range of scores with a name. Bands go from the best to the worst.",
	labels:  []string{"NAME"},
	attrs:   []attr{{name: "from", required: true, kind: kindNumber, example: "75", doc: "The lowest score of the band."}},
	example: `band "green" { from = 75 }`,
}

func (l *loader) healthScore(src *hclsyntax.Block) {
	b := l.open(src, healthScoreSchema)
	if b == nil || !l.declare("health_score", b.name(), b.nameRange()) {
		return
	}
	h := &HealthScore{Name: b.name(), Description: b.description(), Range: b.head()}
	l.ws.HealthScores = append(l.ws.HealthScores, h)
	h.Hysteresis, _ = b.between("hysteresis", 0, 100)
	l.measures(b, h)
	l.bands(b, h)
	l.addCheck(func() { h.When = b.condition("when", l.measureScope()) })
}

// measures decodes the parts of a score and checks their weights together.
func (l *loader) measures(b *block, h *HealthScore) {
	sum, known := 0.0, true
	for _, child := range b.children("measure") {
		m := l.open(child, measureSchema)
		if m == nil {
			known = false
			continue
		}
		measure, weighed := l.measure(m)
		sum, known = sum+measure.Weight, known && weighed
		if weighed && measure.Weight == 0 {
			l.Warnf(diag.CodeWeights, m.at("weight"), "Measure that counts nothing", "A weight of 0 leaves %q out of the score.", m.name())
		}
		if l.declare("measure of health_score "+h.Name, m.name(), m.nameRange()) {
			h.Measures = append(h.Measures, measure)
		}
	}
	switch {
	case !known:
	case len(b.children("measure")) == 0:
		b.reportMissing(diag.CodeMissing, []string{"measure"}, "Score without measures", "A health_score needs at least one measure.")
	case sum <= 0:
		l.Errorf(diag.CodeWeights, b.head(), "Weights of nothing", "The weights of the measures have to add up to more than 0.")
	case math.Abs(sum-100) > 1e-9:
		l.Warnf(diag.CodeWeights, b.head(), "Weights that don't add up to 100",
			"The weights of the measures add up to %v. That works, as only their shares count, but it is easier to read when they add up to 100.", sum)
	}
}

func (l *loader) bands(b *block, h *HealthScore) {
	children := b.children("band")
	var last *block
	for _, child := range children {
		band := l.open(child, bandSchema)
		if band == nil || !l.declare("band of health_score "+h.Name, band.name(), band.nameRange()) {
			continue
		}
		from, ok := band.between("from", 0, 100)
		if !ok {
			return
		}
		if n := len(h.Bands); n > 0 && from >= h.Bands[n-1].From {
			l.Errorf(diag.CodeBands, band.at("from"), "Bands out of order",
				"Bands go from the best to the worst: put %q before %q, or let it begin below %v, where %q begins.", band.name(), h.Bands[n-1].Name, h.Bands[n-1].From, h.Bands[n-1].Name)
			return
		}
		h.Bands = append(h.Bands, Band{Name: band.name(), From: from})
		last = band
	}
	switch {
	case len(children) == 0:
		b.reportMissing(diag.CodeMissing, []string{"band"}, "Score without bands", "A health_score needs bands; the last one begins at 0.")
	case last != nil && h.Bands[len(h.Bands)-1].From > 0:
		l.Errorf(diag.CodeBands, last.at("from"), "Scores without a band", "The last band has to begin at 0, so that every score is in one.")
	default:
		l.checkHysteresis(b, h)
	}
}

// checkHysteresis warns of a band that no score can improve into: it would have to be so far above the
// boundary that it is in the next band.
func (l *loader) checkHysteresis(b *block, h *HealthScore) {
	top := 100.0
	for i, band := range h.Bands {
		if i < len(h.Bands)-1 && band.From+h.Hysteresis > top {
			l.Warnf(diag.CodeBands, b.at("hysteresis"), "Band that nobody improves into",
				"A score has to be %v above %v before it improves into %q, which ends at %v. Use fewer points.", h.Hysteresis, band.From, band.Name, top)
			return
		}
		top = band.From
	}
}

// checkHealthScores checks what only all definitions together show.
func (l *loader) checkHealthScores() {
	blocks := l.top["health_score"]
	if len(blocks) == 0 {
		return
	}
	l.oneFile("health_score", blocks)
	for _, b := range blocks[:len(blocks)-1] {
		if b.Body.Attributes["when"] == nil {
			l.Errorf(diag.CodeUnreachable, diag.RangeOf(b.DefRange()), "Health score that takes everyone",
				"A health_score without `when` scores every account that is left, so the ones after it are never used. Put it last.")
			return
		}
	}
	l.addCheck(func() {
		for i, h := range l.ws.HealthScores {
			l.checkScored(h, l.ws.HealthScores[:i])
		}
	})
}

// checkScored reports a score whose accounts another before it scores already.
func (l *loader) checkScored(h *HealthScore, before []*HealthScore) {
	if i := l.covering(h.When, len(before), func(i int) *Condition { return before[i].When }); i >= 0 {
		l.Errorf(diag.CodeUnreachable, h.When.Range, "Health score that nothing reaches",
			"Whoever satisfies this is scored by %q already, as it stands first: its condition is `%s`. Put the narrower one first.",
			before[i].Name, before[i].When.Source())
	}
}

// bandNames is the bands of all health scores, each once.
func (l *loader) bandNames() []string {
	all := map[string]bool{}
	for _, h := range l.ws.HealthScores {
		for _, band := range h.Bands {
			all[band.Name] = true
		}
	}
	return names(all)
}
