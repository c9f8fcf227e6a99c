package story

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// narrator writes the story as it happens, for people who know customers and not programs.
type narrator struct {
	out      io.Writer
	colour   bool
	names    map[string]string
	zone     *time.Location
	narrated map[string]bool
}

func newNarrator(out io.Writer, colour bool) *narrator {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		zone = time.UTC
	}
	return &narrator{out: out, colour: colour, names: map[string]string{}, narrated: map[string]bool{}, zone: zone}
}

func (t *narrator) opening() {
	fmt.Fprintf(t.out, `Brightdesk sells a support desk to small companies. These are %d days with a dozen of its
customers, in about two minutes. What the playbooks do is real: real workflows, real mail.

`, Days)
}

// The colours of the story's lines, by what happens.
const (
	plain  = ""
	bold   = "1"
	green  = "32"
	yellow = "33"
	blue   = "36"
	grey   = "90"
)

func (t *narrator) line(at time.Time, who, colour, text string) {
	day := int(at.Sub(Start).Hours() / 24)
	if t.colour && colour != plain {
		text = "\x1b[" + colour + "m" + text + "\x1b[0m"
	}
	fmt.Fprintf(t.out, "day %2d  %s  %-18s %s\n", day, at.In(t.zone).Format("Mon _2 Jan"), t.name(who), text)
}

// say writes what a person of the story does.
func (t *narrator) say(at time.Time, who, text string) { t.line(at, who, bold, text) }

func (t *narrator) name(account string) string {
	if name := t.names[account]; name != "" {
		return name
	}
	return account
}

// item is a line that wasn't written yet.
type item struct {
	key, who, colour, text string
	at                     time.Time
}

// narrate writes what is new in what the engine shows, in the order in which it happened.
func (t *narrator) narrate(v view) {
	var fresh []item
	for _, n := range append(ofDecisions(v.decisions), ofRuns(v.runs)...) {
		if !t.narrated[n.key] {
			t.narrated[n.key] = true
			fresh = append(fresh, n)
		}
	}
	slices.SortStableFunc(fresh, func(a, b item) int { return a.at.Compare(b.at) })
	for _, n := range fresh {
		t.line(n.at, n.who, n.colour, n.text)
	}
}

func ofDecisions(all []decision) []item {
	var found []item
	for _, d := range all {
		n := item{key: fmt.Sprint("decision ", d.Account, d.Playbook, d.At, d.Reason), who: d.Account, at: d.At}
		if d.Outcome == "enrolled" {
			n.colour, n.text = yellow, fmt.Sprintf("enters %s: %s", d.Playbook, phrase(d.Detail))
		} else {
			n.colour, n.text = grey, fmt.Sprintf("is left out of %s: %s", d.Playbook, phrase(d.Detail))
		}
		found = append(found, n)
	}
	return found
}

// colourOf is the colour of the codes of a timeline that a manager wants to hear of; others aren't written.
var colourOf = map[string]string{
	"done": blue, "matched": green, "timed_out": grey, "finished": green, "retrying": yellow,
	"refused": yellow, "failed": yellow, "possibly_twice": yellow, "branched": grey,
}

// phrase returns a sentence as a part of another.
func phrase(sentence string) string {
	head, size := utf8.DecodeRuneInString(sentence)
	return string(unicode.ToLower(head)) + strings.TrimSuffix(sentence[size:], ".")
}

// plainly puts what an action did into a manager's words.
func plainly(text string) string {
	did, ok := strings.CutSuffix(text, " was carried out")
	if !ok {
		return strings.Replace(text, "the event task.completed came", "the task is completed", 1)
	}
	kind, rest, _ := strings.Cut(did, " ")
	switch kind {
	case "email":
		return "mail " + rest + " is sent"
	case "task":
		return "task " + rest + " is given to the CSM"
	case "meeting":
		return "meeting " + rest + " is requested, with an invitation by mail"
	}
	return text
}

func ofRuns(all map[string]run) []item {
	var found []item
	for _, r := range all {
		for i, line := range r.Timeline {
			colour, worth := colourOf[line.Code]
			if !worth {
				continue
			}
			found = append(found, item{
				key: fmt.Sprintf("run %s %d", r.ID, i), who: r.Account, at: line.At, colour: colour,
				text: fmt.Sprintf("%s: %s", r.Playbook, plainly(phrase(line.Text))),
			})
		}
	}
	return found
}
