package dsl

import (
	"slices"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// HealthDrop triggers fire when the health score falls.
const HealthDrop TriggerKind = "health_drop"

// HealthDropTrigger fires when the score falls: by Points, or into a band.
type HealthDropTrigger struct {
	Points   float64           // how far below the maximum; 0: by bands
	Within   calendar.Duration // over which time the maximum is taken
	To, From []string          // bands moved to, from; empty: any
	Measure  string            // of one measure; empty: of the score
}

var healthDropSchema = &schema{
	word: "trigger", kind: "health_drop", labels: []string{"KIND"},
	doc: "The health score falls: so many points below its maximum of some time, once per fall, or into a band. " +
		"A fall is over, and the next one counts again, when the score is less than that below its maximum. " +
		"The maximum begins anew, and nothing fires, when the score isn't made of the same as before: another definition scores the account, or the definition is edited, or a measure has its first value. " +
		"To act on a bad first answer, watch the answer itself, with `becomes`.",
	attrs: []attr{
		{name: "points", kind: kindNumber, example: "15", doc: "How far below its maximum the score is, from more than 0 to 100."},
		{name: "within", kind: kindClock, example: `"14d"`, doc: "The time over which the maximum is taken. It belongs to `points`."},
		{name: "to", kind: kindNames, example: `["yellow", "red"]`, doc: "The band, or bands, that the score moved to, from whichever side."},
		{name: "from", kind: kindNames, example: `"green"`, doc: "The band, or bands, that it came from. It belongs to `to`."},
		{name: "measure", kind: kindName, example: `"usage"`, doc: "One measure of the health score instead of the whole score."},
		triggerWhen(`"trigger.from > 60"`),
	},
	brings: []triggerField{
		{"from", expression.Any, "The maximum that the score fell from; with `to`, the band that it came from."},
		{"to", expression.Any, "The score that it fell to; with `to`, the band."},
	},
	example: `trigger "health_drop" {
  points = 15
  within = "14d"
}`,
}

func (*HealthDropTrigger) schema() *schema { return healthDropSchema }

func (t *HealthDropTrigger) decode(d *triggerDecoder) {
	d.t.HealthDrop = t
	if len(d.l.ws.HealthScores) == 0 {
		d.l.Errorf(diag.CodeNeverFires, d.head(), "Trigger that never fires", "There is no health_score that could fall.")
	}
	t.Measure = d.str("measure")
	if all := d.l.measureNames(); t.Measure != "" && !slices.Contains(all, t.Measure) {
		d.l.Errorf(diag.CodeUnknownReference, d.at("measure"), "Unknown measure", "No health_score has a measure %q. %s", t.Measure, diag.Suggest(t.Measure, all))
	}
	switch {
	case d.has("points") == d.has("to"):
		d.reportMissing(diag.CodeOneOf, []string{"points", "to"}, "Either points or a band", "A health_drop has either \"points\" with \"within\", or \"to\", the band that the score moved to.")
	case d.has("to"):
		d.dropInto(t)
	default:
		d.dropBy(t)
	}
	d.when()
	d.decides(content{"points": t.Points, "within": t.Within, "to": t.To, "from": t.From, "measure": t.Measure})
}

func (t *HealthDropTrigger) checkRetention(l *loader, at diag.Range, kept time.Duration) {
	if l.lengthOf(t.Within) > kept {
		l.Warnf(diag.CodeRetention, at, "Fall over more than scores are kept",
			"The trigger compares with the highest score of %s, and the workspace's \"retention\" is %s: the history doesn't show any more from where the score fell.", t.Within, l.ws.Retention)
	}
}

func (d *triggerDecoder) dropBy(t *HealthDropTrigger) {
	d.fields["from"], d.fields["to"] = expression.Number, expression.Number
	if d.has("from") {
		d.l.Errorf(diag.CodeOneOf, d.nameAt("from"), "Band of a fall by points", "\"from\" belongs to \"to\".")
	}
	if points, ok := d.between("points", 0, 100); ok {
		t.Points = points
		if points == 0 {
			d.l.Errorf(diag.CodeValue, d.at("points"), "Fall of nothing", "\"points\" has to be more than 0.")
		}
	}
	if !d.has("within") {
		d.reportMissing(diag.CodeMissing, []string{"within"}, "Missing attribute", "A health_drop by points needs \"within\": the time over which the maximum is taken, such as \"14d\".")
		return
	}
	if within := d.plainDuration("within"); within != nil {
		t.Within = *within
	}
}

func (d *triggerDecoder) dropInto(t *HealthDropTrigger) {
	band := expression.Type{Kind: expression.KindString, Values: d.l.bandNames()}
	d.fields["from"], d.fields["to"] = band, band
	if d.has("within") {
		d.l.Errorf(diag.CodeOneOf, d.nameAt("within"), "Time of a move", "\"within\" belongs to \"points\". A move into a band happens at once.")
	}
	t.To, t.From = d.namesOf("to", "band", d.l.bandNames()), d.namesOf("from", "band", d.l.bandNames())
	for _, from := range t.From {
		if len(t.To) == 1 && t.To[0] == from {
			d.l.Errorf(diag.CodeNeverFires, d.at("from"), "Trigger that never fires", "The score can't move from %q to %q.", from, from)
		}
	}
}

// namesOf reads one or several names of things that are declared, sorted.
func (b *block) namesOf(name, what string, known []string) []string {
	all := b.strOrStrs(name)
	for i, s := range all {
		if !slices.Contains(known, s) {
			b.l.Errorf(diag.CodeUnknownReference, b.itemAt(name, i), "Unknown "+what, "There is no %s %q. %s", what, s, diag.Suggest(s, known))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
