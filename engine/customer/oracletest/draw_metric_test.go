package oracletest

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"
)

type drawnMetric struct {
	name                         string
	ofContact, windowed, derived bool
	period                       string // of one that counts, by which a coverage can ask
}

// metric draws a metric that others can read from now on.
func (d *draft) metric(name string) string {
	m := drawnMetric{name: name}
	if len(d.metrics) > 0 && d.chance("derived", 5) {
		return d.derived(m)
	}
	event := d.pick("event", slices.Concat(allEvents, allEvents, []string{"never"})...)
	lines := []string{attribute("event", event)}
	aggregate := d.pick("aggregate", "count", "count", "sum", "distinct", "last", "first", "min", "max", "avg")
	switch of := "event.n"; aggregate {
	case "count":
	case "distinct":
		if slices.Contains(contactEvents, event) && d.chance("people", 2) {
			of = "contact.id"
		}
		fallthrough
	default:
		lines = append(lines, attribute(aggregate, of))
	}
	if slices.Contains([]string{"count", "sum", "distinct", "avg"}, aggregate) || d.chance("windowed", 2) {
		m.windowed = true
		window := d.pick("window", "7d", "1d", "3d", "2h", "5m", "90s", "30d", "90d", "day", "week", "month", "quarter", "year")
		lines = append(lines, attribute("window", window))
		if slices.Contains([]string{"count", "sum", "distinct"}, aggregate) && slices.Contains([]string{"day", "week", "month", "quarter", "year"}, window) {
			m.period = window
		}
	}
	if slices.Contains(contactEvents, event) && d.chance("of contact", 2) {
		m.ofContact = true
		lines = append(lines, attribute("of", "contact"))
	}
	if d.chance("when", 3) {
		lines = append(lines, attribute("when", d.eventCondition(event)))
	}
	d.metrics = append(d.metrics, m)
	return block(fmt.Sprintf("metric %q", m.name), lines...)
}

// derived draws a metric that is worked out from one before it.
func (d *draft) derived(m drawnMetric) string {
	from := rapid.SampledFrom(d.metrics).Draw(d.r, "from")
	m.ofContact, m.derived = from.ofContact, true
	value := d.pick("value", "metric.%s + 1", "metric.%s / account.seats", "10 - metric.%s", "metric.%s * 2")
	if from.windowed && d.chance("previous", 3) {
		value = "metric.%[1]s - previous.%[1]s"
	}
	of := ""
	if m.ofContact {
		of = attribute("of", "contact")
	}
	d.metrics = append(d.metrics, m)
	return block(fmt.Sprintf("metric %q", m.name), attribute("value", fmt.Sprintf(value, from.name)), of)
}
