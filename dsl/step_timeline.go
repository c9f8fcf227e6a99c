package dsl

import (
	"strings"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
)

// StepTimeline does steps around a moment.
const StepTimeline StepKind = "timeline"

// TimelineStep does steps at points of time around an anchor.
type TimelineStep struct {
	Anchor string  `json:"anchor"` // expression of a date or time
	Late   string  `json:"late"`   // of the points that are past already: "skip", "latest" or "all"
	Points []Point `json:"points"`
}

// Point is one point of a timeline.
type Point struct {
	At    string  `json:"at"` // calendar.Duration from the anchor; with "-" before it
	Steps []*Step `json:"steps"`
}

var timelineSchema = &schema{
	word: "timeline", labels: []string{"NAME"}, unsupported: true,
	doc: "Does steps at points of time before and after an anchor, such as a renewal. When the anchor moves, the points that are still to come move with it.",
	attrs: append([]attr{
		{name: "anchor", required: true, kind: kindDate, example: `"account.renewal_date"`, doc: "The moment that the points are counted from."},
		{name: "late", kind: kindWord, words: []string{"latest", "skip", "all"}, def: `"latest"`, example: `"all"`, doc: "Which of the points that are past already when the step is reached are done at once."},
	}, stepAttrs()...),
	blocks: []string{"at"},
	example: `timeline "renewal" {
  anchor = "account.renewal_date"

  at "-120d" {
    action "task" "ask" { title = "Who decides at {{ account.name }}?" }
  }
  at "5 business days" {
    action "task" "thank" { title = "Say thank you" }
  }
}`,
}

var pointSchema = &schema{
	word: "at", labels: []string{"OFFSET"},
	doc:   "A point of the timeline: a duration after the anchor, or before it with `-`.",
	steps: true,
	example: `at "-30d" {
  action "task" "ask" { title = "Ask for a date" }
}`,
}

// timeline decodes the points, each of which sees those before it: a run may have come too late for them.
func (d *stepDecoder) timeline() {
	t := &TimelineStep{Anchor: d.source(d.b.moment("anchor", d.at)), Late: d.b.word("late"), Points: []Point{}}
	d.step.Timeline = t
	points := d.inside("at", pointSchema)
	s := d.scope.clone()
	var last *offset
	for _, point := range points {
		at, ok := parseOffset(point.name())
		switch {
		case !ok:
			d.l.Errorf(diag.CodeDuration, point.nameRange(), "Not a point of time", "%q isn't a duration after the anchor, or before it with a minus sign, such as \"-30d\", \"0d\" or \"5 business days\".", point.name())
		case last != nil && at.plain() <= last.plain():
			d.l.Errorf(diag.CodePointOrder, point.nameRange(), "Points out of order", "%q doesn't come after %q, the point before it. Points stand in the order of time, as later ones can look at the steps of earlier ones.", at, last)
		default:
			last = &at
		}
		path := s.clone()
		t.Points = append(t.Points, Point{At: at.String(), Steps: d.steps(d.needsSteps(point), path)})
		s.join(path, false)
	}
	d.scope.join(s, false)
	if len(points) == 0 {
		d.b.reportMissing(diag.CodeMissing, []string{"at"}, "Timeline without points", "A timeline needs at least one point, such as `at \"-30d\" { … }`.")
	}
}

// offset is a duration after a moment, or before it.
type offset struct {
	before bool
	calendar.Duration
}

// parseOffset reads a duration that may have a minus sign.
func parseOffset(s string) (offset, bool) {
	text, before := strings.CutPrefix(strings.TrimSpace(s), "-")
	d, err := calendar.Parse(text)
	return offset{before: before && !d.IsZero(), Duration: d}, err == nil
}

// plain is the length by which offsets are put in order.
func (o offset) plain() time.Duration {
	if o.before {
		return -o.Plain()
	}
	return o.Plain()
}

// String is the form that parseOffset reads.
func (o offset) String() string {
	if o.before {
		return "-" + o.Duration.String()
	}
	return o.Duration.String()
}
