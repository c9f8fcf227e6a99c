package oracletest

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// vocabulary is what every random workspace can speak about.
const vocabulary = `
attribute "account" "status" {
  type   = string
  values = ["trial", "customer", "churned"]
}
attribute "account" "seats" { type = number }
attribute "account" "renewal" { type = date }
attribute "contact" "role" { type = string }
attribute "contact" "joined" { type = date }
event "visit" {
  about      = "contact"
  properties = { n = optional(number) }
}
event "nps" {
  about      = "contact"
  properties = { n = number }
}
event "used" { properties = { n = optional(number) } }
event "signed" { properties = { n = optional(number) } }
event "met" { properties = { n = optional(number) } }
event "never" { properties = { n = optional(number) } }
`

var (
	contactEvents = []string{"visit", "nps"}
	accountEvents = []string{"used", "signed", "met"}
	allEvents     = slices.Concat(contactEvents, accountEvents)
)

// zones is time zones: two of them have no summer time, and one is far from whole hours.
var zones = []string{
	attribute("time_zone", "UTC"), attribute("time_zone", "Europe/Berlin"), attribute("time_zone", "America/Sao_Paulo"),
	attribute("time_zone", "Asia/Kathmandu"),
}

// draft is a workspace that is being drawn.
type draft struct {
	r         *rapid.T
	orderless bool     // nothing in it remembers a past but by events
	office    string   // its calendar, empty for the default one
	blocks    []string // at the top level
	metrics   []drawnMetric
	plans     []string
	tiers     []string
	scales    []string
	ladders   []string // scales with more than one level
	segments  []string // of accounts
	of        []string // segments of contacts
	groups    []string
	scored    bool
	playbooks []string
	// per says that the playbook which is being drawn enrols contacts.
	per   bool
	added int // by edits
}

// drawWorkspace draws a workspace block by block.
func drawWorkspace(r *rapid.T) *draft {
	d := &draft{r: r}
	d.draw()
	return d
}

func (d *draft) draw() {
	customers := ""
	if d.chance("customers", 3) {
		customers = attribute("customers", "account.status == 'customer'")
	}
	d.add(block("workspace", d.pick("zone", zones...), customers, d.calendar()))
	for range d.number("metrics", 1, 5) {
		d.add(d.metric(fmt.Sprint("m", len(d.metrics))))
	}
	if !d.orderless && d.chance("cap", 3) {
		d.add(d.capped())
	}
	d.drawGroups()
	d.drawPlans()
	d.drawTiers()
	d.drawScales()
	d.drawHealth()
	d.drawSegments()
	for range d.number("playbooks", 1, 4) {
		d.add(d.playbook(fmt.Sprint("play", len(d.playbooks))))
	}
	for i := range d.number("guards", 0, 3) {
		d.add(d.guard(fmt.Sprint("guard", i)))
	}
}

// calendar is at times the office's hours, with holidays and days on which it is closed.
func (d *draft) calendar() string {
	if !d.chance("calendar", 3) {
		return ""
	}
	d.office = block(`calendar "office"`, `weekdays = ["mon", "tue", "thu", "sat"]`, attribute("hours", "10:30-16:00"),
		attribute("holidays", "de"), `closed = ["2026-03-31..2026-04-02"]`)
	return attribute("calendar", "office")
}

// text is the workspace as it is written.
func (d *draft) text() string { return vocabulary + d.office + "\n" + strings.Join(d.blocks, "\n") }

func (d *draft) add(blocks ...string) { d.blocks = append(d.blocks, blocks...) }

func (d *draft) pick(what string, from ...string) string {
	return rapid.SampledFrom(from).Draw(d.r, what)
}

func (d *draft) number(what string, from, to int) int {
	return rapid.IntRange(from, to).Draw(d.r, what)
}

// chance is true once in n times; rapid tries to do without.
func (d *draft) chance(what string, n int) bool {
	return rapid.IntRange(0, n-1).Draw(d.r, what) == n-1
}

// block is a block of lines, of which some may be empty.
func block(head string, lines ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s {\n", head)
	for _, line := range lines {
		if line != "" {
			b.WriteString(line + "\n")
		}
	}
	b.WriteString("}")
	return b.String()
}

func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return fmt.Sprintf("%s = %q", name, value)
}

// optional is a duration in one of n times.
func (d *draft) optional(name string, n int, durations ...string) string {
	if d.orderless || !d.chance(name, n) {
		return ""
	}
	return attribute(name, d.pick(name, durations...))
}

func (d *draft) drawGroups() {
	if !d.chance("group", 3) {
		return
	}
	conditions := []string{"contact.role == 'champion'", "contact.role != 'user'"}
	for _, m := range d.metrics {
		conditions = append(conditions, fmt.Sprintf("metric.%s >= 1", m.name))
	}
	d.groups = []string{"g"}
	d.add(block(`contacts "g"`, attribute("when", d.pick("members", conditions...))))
}

func (d *draft) drawPlans() {
	for i := range d.number("plans", 0, 2) {
		name := fmt.Sprint("p", i)
		lines := []string{attribute("starts", d.pick("starts", "signed", "signed", "used"))}
		if d.chance("starts when", 4) {
			lines = append(lines, attribute("when", "event.n >= 2"))
		}
		for j := range d.number("milestones", 1, 3) {
			due := attribute("due", d.pick("due", "12h", "2d", "7d", "3 business days", "5 business hours"))
			if j > 0 && d.chance("no due", 3) {
				due = ""
			}
			what := attribute("event", d.pick("milestone", "met", "signed", "used", "visit"))
			if !d.orderless && d.chance("reached", 3) {
				what = attribute("reached", d.condition(afterMetrics))
			} else if d.chance("milestone when", 3) {
				what += "\n" + attribute("when", "event.n >= 3")
			}
			lines = append(lines, fmt.Sprintf("milestone %q {\n%s\n%s\n}", fmt.Sprint("s", j), what, due))
		}
		if d.chance("objective", 4) {
			lines = append(lines, fmt.Sprintf("objective \"o\" {\ntarget = \"account.seats\"\ncurrent = %q\n}", d.formula()))
		}
		d.add(block(fmt.Sprintf("success_plan %q", name), lines...))
		d.plans = append(d.plans, name)
	}
}

func (d *draft) drawTiers() {
	if d.chance("no tiers", 4) {
		return
	}
	names, tiers := d.drawLevels("tier", afterPlans)
	d.tiers = names
	d.add(tiers...)
}

func (d *draft) drawScales() {
	for i := range d.number("scales", 0, 2) {
		name := fmt.Sprint("k", i)
		names, levels := d.drawLevels("level", afterTiers)
		if len(names) > 1 {
			d.ladders = append(d.ladders, name)
		}
		d.add(block(fmt.Sprintf("scale %q", name), levels...))
		d.scales = append(d.scales, name)
	}
}

// drawLevels draws levels with conditions of which none implies another.
func (d *draft) drawLevels(word string, stage int) (names, blocks []string) {
	conditions := rapid.Permutation(d.atoms(stage)).Draw(d.r, "conditions")
	n := d.number("levels", 1, min(2, len(conditions)))
	for i := range n {
		name := fmt.Sprint("l", i)
		blocks = append(blocks, block(fmt.Sprintf("%s %q", word, name), attribute("when", conditions[i]), d.optional("hold", 3, "6h", "2d", "1w", "1 business day")))
		names = append(names, name)
	}
	if d.chance("the rest", 2) {
		name := fmt.Sprint("l", n)
		blocks = append(blocks, block(fmt.Sprintf("%s %q", word, name), d.optional("hold", 3, "12h", "3d")))
		names = append(names, name)
	}
	return names, blocks
}

func (d *draft) drawHealth() {
	n := d.number("scores", 0, 2)
	d.scored = n > 0
	conditions := rapid.Permutation(d.atoms(afterScales)).Draw(d.r, "conditions")
	for i := range n {
		lines := []string{}
		if i < n-1 || d.chance("some", 3) {
			lines = append(lines, attribute("when", conditions[i]))
		}
		lines = append(lines, fmt.Sprintf("hysteresis = %d", d.number("hysteresis", 0, 5)))
		for j := range d.number("measures", 1, 3) {
			value := fmt.Sprintf("value = %q\nworst = %d\nbest = %d", d.formula(), d.number("worst", 0, 1)*10, 5)
			if d.chance("score", 3) {
				value = fmt.Sprintf("score = %q", "10 * ("+d.formula()+")")
			}
			missing := d.pick("missing", "", `missing = "zero"`, "missing = 40")
			lines = append(lines, fmt.Sprintf("measure %q {\nweight = %d\n%s\n%s\n}", fmt.Sprint("h", j), d.number("weight", 1, 60), value, missing))
		}
		lines = append(lines, "band \"green\" { from = 70 }", "band \"yellow\" { from = 40 }", "band \"red\" { from = 0 }")
		d.add(block(fmt.Sprintf("health_score %q", fmt.Sprint("score", i)), lines...))
	}
}
