package dsl

import (
	"slices"

	"github.com/tendhq/tend/dsl/expression"
)

// healthDrop decodes the trigger of a falling score: by points, or into a band.
func (l *loader) healthDrop(b *block, t *Trigger, fields map[string]expression.Type) {
	if len(l.ws.HealthScores) == 0 {
		l.errorf(CodeNeverFires, b.head(), "Trigger that never fires", "There is no health_score that could fall.")
	}
	if b.has("points") == b.has("to") {
		l.errorf(CodeOneOf, b.head(), "Either points or a band", "A health_drop has either \"points\" with \"within\", or \"to\", the band that the score moved to.")
		fields["from"], fields["to"] = expression.Any, expression.Any
		return
	}
	t.Measure = b.str("measure")
	if all := l.measureNames(); t.Measure != "" && !slices.Contains(all, t.Measure) {
		l.errorf(CodeUnknownReference, b.at("measure"), "Unknown measure", "No health_score has a measure %q. %s", t.Measure, suggest(t.Measure, all))
	}
	if b.has("to") {
		band := expression.Type{Kind: expression.KindString, Values: l.bandNames()}
		fields["from"], fields["to"] = band, band
		l.into(b, t)
		return
	}
	fields["from"], fields["to"] = expression.Number, expression.Number
	l.byPoints(b, t)
}

func (l *loader) byPoints(b *block, t *Trigger) {
	if b.has("from") {
		l.errorf(CodeOneOf, b.nameAt("from"), "Band of a fall by points", "\"from\" belongs to \"to\".")
	}
	if points, ok := b.between("points", 0, 100); ok {
		t.Points = points
		if points == 0 {
			l.errorf(CodeValue, b.at("points"), "Fall of nothing", "\"points\" has to be more than 0.")
		}
	}
	if !b.has("within") {
		l.errorf(CodeMissing, b.head(), "Missing attribute", "A health_drop by points needs \"within\": the time over which the maximum is taken, such as \"14d\".")
		return
	}
	if d := b.plainDuration("within"); d != nil {
		t.Within = *d
	}
}

func (l *loader) into(b *block, t *Trigger) {
	if b.has("within") {
		l.errorf(CodeOneOf, b.nameAt("within"), "Time of a move", "\"within\" belongs to \"points\". A move into a band happens at once.")
	}
	t.To, t.From = l.bandsOf(b, "to"), l.bandsOf(b, "from")
	for _, band := range t.From {
		if len(t.To) == 1 && t.To[0] == band {
			l.errorf(CodeNeverFires, b.at("from"), "Trigger that never fires", "The score can't move from %q to %q.", band, band)
		}
	}
}

// bandsOf reads the names of bands.
func (l *loader) bandsOf(b *block, name string) []string {
	bands, known := b.strOrStrs(name), l.bandNames()
	for _, band := range bands {
		if !slices.Contains(known, band) {
			l.errorf(CodeUnknownReference, b.at(name), "Unknown band", "No health_score has a band %q. %s", band, suggest(band, known))
		}
	}
	slices.Sort(bands)
	return slices.Compact(bands)
}
