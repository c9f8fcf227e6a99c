package oracletest

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// playbook draws a playbook with random triggers and rules. It can read whether those before it run.
func (d *draft) playbook(name string) string {
	lines := []string{}
	if d.per = d.chance("per contact", 3); d.per {
		lines = append(lines, attribute("per", "contact"))
	}
	lines = append(lines, d.trigger())
	if d.chance("two triggers", 4) {
		lines = append(lines, d.trigger())
	}
	if d.chance("manual", 3) {
		lines = append(lines, d.manual())
	}
	if d.chance("when", 3) {
		lines = append(lines, attribute("when", d.subject()))
	}
	if d.chance("priority", 4) {
		lines = append(lines, fmt.Sprintf("priority = %d", d.number("priority", -2, 2)))
	}
	if d.chance("mode", 5) {
		lines = append(lines, attribute("mode", d.pick("mode", "draft", "dry_run", "paused")))
	}
	if d.chance("tag", 2) {
		lines = append(lines, "tags = "+d.pick("tags", tags...))
	}
	lines = append(lines, block("enroll", d.optional("cooldown", 2, "6h", "2d", "never", "1 business day"), d.key(lines),
		d.optional("hold", 2, "12h", "3d", "9d", "1 business day"), d.exclusive(), d.controlGroup()))
	lines = append(lines, d.goals()...)
	d.playbooks = append(d.playbooks, name)
	return block(fmt.Sprintf("playbook %q", name), append(lines, `wait "w" { for = "1d" }`)...)
}

// key is at times what tells the runs of a playbook apart.
func (d *draft) key(lines []string) string {
	if !d.chance("key", 4) {
		return ""
	}
	keys := []string{"account.seats", "trigger.kind", "account.status"}
	if d.per {
		keys = append(keys, "contact.role", "contact.role")
	}
	if strings.Contains(strings.Join(lines, ""), "trigger \"event\"") {
		keys = append(keys, "event.n", "event.n")
	}
	return attribute("key", d.pick("key", keys...))
}

func (d *draft) exclusive() string {
	if !d.chance("exclusive", 4) {
		return ""
	}
	return attribute("exclusive", "outreach")
}

// trigger is a trigger of any kind that the workspace has something for.
func (d *draft) trigger() string {
	kinds := []func() string{d.becomes, d.becomes, d.inactivity, d.usageLimit, d.onDate, d.onSchedule}
	if len(d.tiers) > 1 {
		kinds = append(kinds, d.tierMove)
	}
	if len(d.ladders) > 0 {
		kinds = append(kinds, d.scaleMove)
	}
	if len(d.covering()) > 0 {
		kinds = append(kinds, d.coverage)
	}
	if d.per {
		kinds = append(kinds, d.onDate, d.onDate, d.usageLimit)
		if len(d.covering()) > 0 {
			kinds = append(kinds, d.coverage, d.coverage)
		}
	}
	if !d.orderless {
		kinds = append(kinds, d.onEvent, d.onEvent)
	}
	if d.scored && !d.orderless {
		kinds = append(kinds, d.drop, d.drop)
	}
	if len(d.segments)+len(d.of) > 0 {
		kinds = append(kinds, d.segmentMove, d.segmentMove)
	}
	if len(d.plans) > 0 {
		kinds = append(kinds, d.stall, d.stall)
	}
	if len(d.playbooks) > 0 {
		kinds = append(kinds, d.afterPlaybook)
	}
	return kinds[d.number("trigger", 0, len(kinds)-1)]()
}

// fires is a trigger of a kind. Most kinds take a condition about what fired.
func fires(kind string, lines ...string) string {
	return block(fmt.Sprintf("trigger %q", kind), lines...)
}

func (d *draft) sometimes() string {
	if !d.chance("trigger when", 4) {
		return ""
	}
	return attribute("when", d.subject())
}

// subject is a condition about the account, or at times about the contact where the playbook enrols contacts.
func (d *draft) subject() string {
	if d.per && d.chance("about the contact", 2) {
		return d.contactCondition()
	}
	return d.condition(everything)
}

func (d *draft) onEvent() string {
	event := d.pick("event", allEvents...)
	atoms := []string{d.eventCondition(event), "event.n >= 2"}
	if slices.Contains(contactEvents, event) {
		for _, m := range d.metrics {
			if m.ofContact {
				atoms = append(atoms, fmt.Sprintf("metric.%s >= 2", m.name))
			}
		}
		for _, s := range d.of {
			atoms = append(atoms, "segment."+s)
		}
	}
	when := d.sometimes()
	if d.chance("about the event", 2) {
		when = attribute("when", d.pick("atom", atoms...))
	}
	gathers := ""
	switch d.number("gathers", 0, 5) {
	case 4:
		gathers = "count = " + d.pick("count", "2", "3") + "\n" + attribute("within", d.pick("within", "1d", "2h", "8d"))
	case 5:
		gathers = attribute("debounce", d.pick("debounce", "1h", "10m", "2d", "2w"))
	}
	return fires("event", attribute("event", event), gathers, when)
}

func (d *draft) becomes() string {
	return fires("becomes", attribute("when", d.subject()), d.optional("after", 2, "1h", "2d", "1 business day"))
}

func (d *draft) inactivity() string {
	event := d.pick("event", allEvents...)
	when := ""
	if d.chance("which", 3) {
		when = attribute("when", d.eventCondition(event))
	}
	return fires("inactivity", attribute("event", event), attribute("after", d.pick("after", "6h", "2d", "7d", "2 business days")), when)
}

func (d *draft) usageLimit() string {
	value := d.formula()
	if of := d.ofContact(); d.per && len(of) > 0 && d.chance("of each contact", 2) {
		value = "metric." + d.pick("value", of...)
	}
	return fires("usage_limit", attribute("value", value), attribute("limit", "account.seats"), d.pick("shares", "", "shares = [50, 100, 200]"), d.sometimes())
}

func (d *draft) onDate() string {
	away := d.pick("away", "", attribute("before", "2d"), attribute("before", "1 business day"), attribute("after", "1d"))
	date := "account.renewal"
	if d.per && d.chance("of each contact", 2) {
		date = "contact.joined"
	}
	return fires("date", attribute("date", date), away, d.sometimes())
}

func (d *draft) onSchedule() string {
	when := attribute("cron", d.pick("cron", "0 9 * * 1", "30 2 */3 * *", "0 0 1 * *", "@weekly"))
	if d.chance("once", 4) {
		when = attribute("at", "2026-03-28 02:30")
	}
	return fires("schedule", when, d.optional("spread", 2, "4h", "3d"), d.sometimes())
}

func (d *draft) manual() string {
	when := d.sometimes()
	if d.chance("by whom", 3) {
		when = attribute("when", "trigger.by == 'hana'")
	}
	return fires("manual", when)
}

func (d *draft) tierMove() string {
	return fires("tier", d.pick("move", "", attribute("enters", "l0"), attribute("leaves", "l0"), attribute("enters", "unclassified")), d.sometimes())
}

func (d *draft) scaleMove() string {
	return fires("scale", attribute("scale", d.pick("scale", d.ladders...)), d.pick("move", "", attribute("enters", "l0"), attribute("leaves", "l0")), d.sometimes())
}

// covering is the metrics that a coverage can ask.
func (d *draft) covering() []drawnMetric {
	return slices.DeleteFunc(slices.Clone(d.metrics), func(m drawnMetric) bool { return m.period == "" || m.ofContact && !d.per })
}

// ofContact is the metrics of contacts.
func (d *draft) ofContact() (names []string) {
	for _, m := range d.metrics {
		if m.ofContact {
			names = append(names, m.name)
		}
	}
	return names
}

func (d *draft) coverage() string {
	m := rapid.SampledFrom(d.covering()).Draw(d.r, "covering")
	lead := d.pick("lead", "5h", "3 business hours", "23h")
	if m.period != "day" && d.chance("long lead", 2) {
		lead = d.pick("lead", "2d", "1 business day", "6d")
	}
	return fires("coverage", attribute("metric", m.name), attribute("every", m.period), attribute("lead", lead), d.sometimes())
}

func (d *draft) drop() string {
	measure := ""
	if d.chance("measure", 3) {
		measure = attribute("measure", "h0")
	}
	if d.chance("to", 2) {
		return fires("health_drop", "to = "+d.pick("to", `["red"]`, `["yellow", "red"]`, `["green"]`), measure, d.sometimes())
	}
	return fires("health_drop", "points = "+d.pick("points", "20", "10", "5", "1"), attribute("within", d.pick("within", "2h", "2d", "7d")), measure, d.sometimes())
}

func (d *draft) stall() string {
	plan := attribute("success_plan", d.pick("plan", d.plans...))
	if d.chance("idle", 3) {
		return fires("onboarding_stall", plan, attribute("idle", d.pick("idle", "6h", "3d", "1 business day")), d.sometimes())
	}
	return fires("onboarding_stall", plan, d.pick("milestone", "", attribute("milestone", "s0")), d.optional("overdue", 2, "1h", "1 business day", "2d"), d.sometimes())
}

func (d *draft) afterPlaybook() string {
	return fires("playbook", attribute("playbook", d.pick("playbook", d.playbooks...)), d.pick("outcome", "", `outcome = ["completed"]`, `outcome = ["failed"]`), d.sometimes())
}
