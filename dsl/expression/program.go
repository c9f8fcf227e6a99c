// Package expression is the room of decisions and templates: it checks expressions against the declared
// names, tells which names they read, and evaluates them. It is the only importer of
// github.com/expr-lang/expr, which reads the text and runs the program; types, missing values and
// functions are the language's own.
//
// Values at run time are JSON values: nil (missing), bool, float64, string, []any, map[string]any. Dates
// are strings such as "2026-07-01"; instants are strings as FormatTime writes them.
//
// Nothing here may read a clock, a random source, a file or the network: the time is part of Env. Nothing
// of the engine may be imported. Every evaluation is bounded in work and memory, and gives the same
// result for the same Env.
package expression

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"github.com/tendhq/tend/dsl/calendar"
)

// Clock is the time at which an expression is evaluated, and how time is read.
type Clock struct {
	// Now is the instant that days_until and its like count from.
	Now time.Time
	// Zone is where civil days begin; nil: the zone of Hours, or UTC.
	Zone *time.Location
	// Hours is the calendar of business time; nil: Monday to Friday, 09:00 to 18:00, in Zone.
	Hours *calendar.Calendar
}

// Env is what an expression is evaluated with. Values are JSON values; the expression only reads them.
type Env struct {
	Values map[string]any
	// More is names that are known besides, and come before those of Values; nil: none.
	More  map[string]any
	Clock Clock
	// Scratch is shared by evaluations that come one after the other; nil: this one makes its own.
	Scratch *Scratch
}

// Value is what a name at the top level stands for; nil: missing.
func (e Env) Value(name string) any {
	if v, ok := e.More[name]; ok {
		return v
	}
	return e.Values[name]
}

// Scratch is the room that an evaluation takes. The zero value is ready; it is for one evaluation at a time.
type Scratch struct{ run run }

// Program is a checked expression. It is immutable and may be used concurrently.
type Program struct {
	source   string
	code     code
	reads    []string
	uses     []Use
	clock    bool
	days     countdowns
	result   Type
	markdown bool
}

// Compile checks an expression against the names and types in scope and makes a program of it. The
// program is nil when one of the problems is more than a warning. want is the type of result that is
// needed, such as Bool for a condition; Any takes everything.
func Compile(src string, scope Scope, want Type) (*Program, []Problem) {
	if scope == nil {
		scope = Scope{}
	}
	return build(src, scope, want)
}

// Restore makes a program of an expression that was checked by Compile when it was stored. It needs no
// scope; the program behaves as the compiled one. The error says what is wrong with a damaged text.
func Restore(src string) (*Program, error) {
	p, problems := build(src, nil, Any)
	if p == nil {
		return nil, fmt.Errorf("expression %q: %s: %s", shorten(src), problems[0].Summary, problems[0].Detail)
	}
	return p, nil
}

func build(src string, scope Scope, want Type) (*Program, []Problem) {
	c := &checker{src: src, at: newOffsets(src), scope: scope}
	tree, unreadable := parse(src, c.at)
	if unreadable != nil {
		return nil, []Problem{*unreadable}
	}
	c.whole = tree.Node
	result := c.check(tree.Node)
	c.result(tree.Node, result, want)
	problems := tidy(c.problems)
	if failed(problems) {
		return nil, problems
	}
	var used []Use
	if scope != nil { // Nobody asks it of a restored program.
		used = usesOf(tree.Node, c)
	}
	days := countdownsOf(tree.Node)
	w := &rewriter{scope: scope, reads: map[string]bool{}}
	code, err := newCode(tree, w, func() *parser.Tree { again, _ := parse(src, newOffsets(src)); return again })
	if err != nil {
		return nil, []Problem{{End: len(src), Summary: "Expression can't be used", Detail: firstLine(err.Error())}}
	}
	return &Program{source: src, code: code, reads: sortedKeys(w.reads), uses: used, clock: w.clock, days: days, result: result, markdown: isMarkdown(c.whole)}, problems
}

// Eval gives the value of the expression: a JSON value, nil when it is missing. It is a copy: changing it
// changes nothing in env. The error names kinds of values, never the values themselves.
func (p *Program) Eval(env Env) (any, error) { return p.eval(env, false) }

// True evaluates a condition: a comparison with a missing value is false, a missing bool too.
func (p *Program) True(env Env) (bool, error) {
	v, err := p.eval(env, false)
	if err != nil {
		return false, err
	}
	b, err := wantBool(v)
	if err != nil {
		return false, p.failed(err)
	}
	return b, nil
}

// Decide evaluates a condition for a classification: missing tells that values are lacking on which
// the answer depends, by Kleene's three-valued logic. result is false then.
func (p *Program) Decide(env Env) (result, missing bool, err error) {
	v, err := p.eval(env, true)
	if err != nil {
		return false, false, err
	}
	b, err := wantBool(v)
	if err != nil {
		return false, false, p.failed(err)
	}
	return b, v == nil, nil
}

func (p *Program) eval(env Env, kleene bool) (any, error) {
	return p.run(newRun(env, kleene))
}

// run evaluates the program as a part of what r is for, within what is left of r's limits.
func (p *Program) run(r *run) (any, error) {
	code, err := p.code.in(r.kleene)
	if err != nil {
		return nil, p.failed(err)
	}
	v, err := r.machine.Run(code, r)
	if err != nil {
		return nil, p.failed(err)
	}
	v, err = copyValue(v, 0, r.charge)
	if err != nil {
		return nil, p.failed(fmt.Errorf("the value %w", err))
	}
	return v, nil
}

// failed says in which expression, and where in it, an evaluation failed.
func (p *Program) failed(err error) error {
	var located *file.Error
	if !errors.As(err, &located) {
		return fmt.Errorf("expression %q: %w", shorten(p.source), err)
	}
	cause := located.Prev
	switch {
	case located.Message == "memory budget exceeded":
		cause = errTooBig
	case cause == nil:
		cause = errors.New(located.Message)
	}
	return fmt.Errorf("expression %q, line %d, column %d: %w", shorten(p.source), located.Line, located.Column+1, cause)
}

// Reads is the sorted names that the expression reads, two levels deep: "metric.usage_30d", "tier".
// Use of an object as a whole is "metric.*". A restored program, which doesn't know types, may name more
// than the compiled one, never less.
func (p *Program) Reads() []string { return p.reads }

// IsMarkdown reports whether a template takes the value for Markdown: the expression is a call of markdown(…).
func (p *Program) IsMarkdown() bool { return p.markdown }

// isWritten reports whether the value is the author's own: it reads nothing but variables and locals.
func (p *Program) isWritten() bool {
	return !slices.ContainsFunc(p.reads, func(name string) bool {
		root, _, _ := strings.Cut(name, ".")
		return root != "var" && root != "local"
	})
}

// Uses is the places where a compiled expression reads values, in the order of the source; of a restored
// one, nil.
func (p *Program) Uses() []Use { return p.uses }

// ReadsClock reports whether the value can change by the passing of time alone.
func (p *Program) ReadsClock() bool { return p.clock }

// Source is the text of the expression.
func (p *Program) Source() string { return p.source }

// Type is the type of the result as far as it is known; of a restored program it is mostly Any.
func (p *Program) Type() Type { return p.result }

func shorten(src string) string {
	const most = 80
	runes := []rune(strings.Join(strings.Fields(src), " "))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
