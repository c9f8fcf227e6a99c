package customer

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// Part is a condition, or a part of one, with its result.
type Part struct {
	// Source is its text, on one line.
	Source string
	// Operator is what joins its Parts: "&&", "||", "!" or "?:"; empty when it has none.
	Operator string
	Parts    []Part
	// Value is "true", "false", "missing" when values on which it depends are missing (which refuses), or "error".
	Value string
	// Problem is why it can't be evaluated, when it can't.
	Problem string
	// Facts is the values that it read.
	Facts []Fact
}

// Fact is a value that was read.
type Fact struct {
	// Name is its name, or the text of what was worked out.
	Name string
	// Value is a JSON value; nil: missing.
	Value any
	// Text is the value for people, with its unit.
	Text string
}

// part shows a part of an expression with units and in the workspace's zone.
func (c *Core) part(p *expression.Part) *Part {
	shown := &Part{Source: p.Source, Operator: p.Operator, Problem: p.Problem, Value: verdictOf(p)}
	for _, r := range p.Reads {
		shown.Facts = append(shown.Facts, Fact{Name: r.Source, Value: r.Value, Text: c.factText(r)})
	}
	for i := range p.Parts {
		shown.Parts = append(shown.Parts, *c.part(&p.Parts[i]))
	}
	return shown
}

// all joins conditions that all have to be true into one; nil when there are none.
func all(parts []Part) *Part {
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return &parts[0]
	}
	whole := &Part{Operator: "&&", Value: "true", Parts: parts}
	for i, p := range parts {
		if i > 0 {
			whole.Source += " && "
		}
		whole.Source += "(" + p.Source + ")"
		if whole.Value == "true" {
			whole.Value = p.Value
		}
	}
	return whole
}

func verdictOf(p *expression.Part) string {
	switch {
	case p.Problem != "":
		return "error"
	case p.True:
		return "true"
	case p.Missing:
		return "missing"
	}
	return "false"
}

// factText is a value for people.
func (c *Core) factText(r expression.Read) string {
	switch v := r.Value.(type) {
	case nil:
		return "missing"
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return c.numberText(r, v)
	case string:
		return c.wordText(v)
	case []any:
		return listText(v)
	}
	return "an object"
}

// wordText shows dates as they are and instants on the workspace's clock; all else is in quotes.
func (c *Core) wordText(s string) string {
	if _, err := time.Parse(time.DateOnly, s); err == nil {
		return s
	}
	if at, err := expression.ParseTime(s); err == nil {
		return c.formatTime(at)
	}
	return strconv.Quote(s)
}

func (c *Core) numberText(r expression.Read, n float64) string {
	text := showNumber(n)
	if len(r.Path) < 2 {
		return text + unitOf(r.Function, n)
	}
	name := r.Path[1]
	switch m := c.metrics[name]; {
	case r.Path[0] == "metric" && m != nil:
		return text + m.during()
	case r.Path[0] == "previous" && m != nil:
		return text + m.duringBefore()
	case r.Path[0] == "change":
		return showNumber(rounded(n*100)) + " %"
	case r.Path[0] == "health" && name == "score", r.Path[0] == "health" && name == "measures":
		return text + " of 100"
	case r.Path[0] == "health" && name == "trend":
		return fmt.Sprintf("%+g points in %d days", n, trendDays)
	case r.Path[0] == "success_plan" && r.Path[len(r.Path)-1] == "days":
		return count(n, "day")
	}
	return text
}

// during is the time that a metric is about: " in 7d", " this quarter".
func (d *metricDef) during() string {
	switch {
	case d.Period != "":
		return " this " + string(d.Period)
	case d.Windowed():
		return " in " + d.Window.String()
	}
	return ""
}

// duringBefore is the time that the metric was about one window earlier.
func (d *metricDef) duringBefore() string {
	if d.Period != "" {
		return " last " + string(d.Period)
	}
	return " in the " + d.Window.String() + " before"
}

// unitOf is the unit of what a function gives.
func unitOf(function string, n float64) string {
	unit := map[string]string{"days_until": "day", "days_since": "day", "business_days": "business day"}[function]
	if unit == "" {
		return ""
	}
	return strings.TrimPrefix(count(n, unit), showNumber(n))
}

// maxListed is how many elements of a list are shown one by one.
const maxListed = 5

func listText(items []any) string {
	var shown []string
	for _, item := range items {
		switch item := item.(type) {
		case string:
			shown = append(shown, strconv.Quote(item))
		case float64:
			shown = append(shown, showNumber(item))
		}
	}
	if len(shown) < len(items) || len(items) > maxListed || len(items) == 0 {
		noun := "entries"
		if len(items) == 1 {
			noun = "entry"
		}
		return fmt.Sprintf("%d %s", len(items), noun)
	}
	return "[" + strings.Join(shown, ", ") + "]"
}
