package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// Unclassified is the level of an account of which too little is known to tell, or that no level matches.
const Unclassified = "unclassified"

// Level is a tier or a level of a scale: an account is in the first that matches.
type Level struct {
	Name  string
	When  *Condition         // nil: everyone who is left
	Hold  *calendar.Duration // how long When holds before an account moves into it; nil: at once
	Range diag.Range
}

var levelWhen = attr{
	name: "when", kind: kindCondition, example: `"account.ltv >= 10_000_000"`,
	doc: "Who is in it; without it, everyone who is left.",
}

var levelHold = attr{
	name: "hold", kind: kindDuration, example: `"14d"`,
	doc: "How long an account has to satisfy it before it moves there, so that it doesn't move back and forth. One that is unclassified, as a new one is and one of whom too little is known, has nothing to stay in and moves at once; so does one that becomes unclassified.",
}

// level decodes a level; where is what its condition reads, asked when every name is declared.
func (b *block) level(where func() scope) *Level {
	level := &Level{Name: b.name(), Hold: b.duration("hold"), Range: b.head()}
	b.l.addCheck(func() { level.When = b.condition("when", where()) })
	return level
}

// checkLevels checks what only all levels of one scale together show. It runs after their conditions
// are compiled.
func (l *loader) checkLevels(word string, blocks []*hclsyntax.Block, levels []*Level) {
	if len(blocks) == 0 {
		return
	}
	for _, b := range blocks[:len(blocks)-1] {
		if b.Body.Attributes["when"] == nil {
			l.Errorf(diag.CodeUnreachable, diag.RangeOf(b.DefRange()), "Level that takes everyone",
				"A %s without `when` takes everyone who is left, so the ones after it are never reached. Put it last.", word)
			return
		}
	}
	if last := blocks[len(blocks)-1]; last.Body.Attributes["when"] != nil {
		l.Warnf(diag.CodeNoCatchAll, diag.RangeOf(last.DefRange()), "Accounts without a level",
			"An account that satisfies no %s is unclassified. End with a %s that has no `when` if everyone should be in one.", word, word)
	}
	for i, level := range levels {
		l.checkReachable(level, levels[:i])
	}
}

// checkReachable reports a level whose condition can't be true, or that one before it takes already.
func (l *loader) checkReachable(level *Level, before []*Level) {
	if value, known := l.constant(program(level.When)); known && !value {
		l.Errorf(diag.CodeUnreachable, level.When.Range, "Level that nothing reaches", "This is never true, so %q is never reached.", level.Name)
		return
	}
	if i := l.covering(level.When, len(before), func(i int) *Condition { return before[i].When }); i >= 0 {
		l.Errorf(diag.CodeUnreachable, level.When.Range, "Level that nothing reaches",
			"Whoever satisfies this is in %q already, as it stands first: its condition is `%s`. Put the narrower one first.",
			before[i].Name, before[i].When.Source())
	}
}

// covering is the first of n conditions that is true wherever c is, as far as their form shows; -1 when
// none is.
func (l *loader) covering(c *Condition, n int, before func(int) *Condition) int {
	for i := max(0, n-mostCovering); c != nil && i < n; i++ {
		if earlier := before(i); earlier != nil && l.covers(earlier.Program, c.Program) {
			return i
		}
	}
	return -1
}

// mostCovering is how many conditions before another one are compared with it: of very many the last, so that
// the time for all grows with their number.
const mostCovering = 20

// covers reports whether a condition is true wherever another one is.
func (l *loader) covers(wide, narrow *expression.Program) bool {
	always, known := l.constant(wide)
	return known && always || narrow.Implies(wide)
}

// constant is the value of a condition that reads nothing but variables and locals.
func (l *loader) constant(p *expression.Program) (value, known bool) {
	if p == nil || p.ReadsClock() {
		return false, false
	}
	for _, name := range p.Reads() {
		if root, _ := cutName(name); root != "var" && root != "local" {
			return false, false
		}
	}
	value, err := p.True(expression.Env{Values: map[string]any{"var": l.ws.Vars, "local": l.ws.Locals}})
	return value, err == nil
}

// levelType is what expressions read of a scale.
func levelType(levels []*Level) expression.Type {
	values := []string{Unclassified}
	for _, level := range levels {
		values = append(values, level.Name)
	}
	return expression.Type{Kind: expression.KindString, Values: values, Present: true}
}
