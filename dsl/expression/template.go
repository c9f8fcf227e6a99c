package expression

import (
	"fmt"
	"regexp"
	"strings"
)

// Template is text with expressions in double braces. It is immutable and may be used concurrently.
type Template struct {
	source string
	parts  []part
}

// part is either text or a program, whose source begins at the byte start of the template.
type part struct {
	text    string
	program *Program
	start   int
}

// CompileTemplate checks the expressions of a template against the names in scope. The template is nil
// when one of the problems is more than a warning.
func CompileTemplate(src string, scope Scope) (*Template, []Problem) {
	return buildTemplate(src, func(expression string) (*Program, []Problem) {
		return Compile(expression, scope, Any)
	})
}

// RestoreTemplate makes a template of a text that was checked by CompileTemplate when it was stored. The
// error says what is wrong with a damaged text.
func RestoreTemplate(src string) (*Template, error) {
	t, problems := buildTemplate(src, func(expression string) (*Program, []Problem) {
		return build(expression, nil, Any)
	})
	if t == nil {
		return nil, fmt.Errorf("template %q: %s: %s", shorten(src), problems[0].Summary, problems[0].Detail)
	}
	return t, nil
}

func buildTemplate(src string, compile func(string) (*Program, []Problem)) (*Template, []Problem) {
	segments, unclosed := scan(src)
	if p := tooLarge(src, segments); p != nil {
		return nil, []Problem{*p}
	}
	t := &Template{source: src}
	var problems []Problem
	for _, s := range segments {
		if !s.isExpression {
			t.parts = append(t.parts, part{text: s.text})
			continue
		}
		p, found := compileSegment(s, compile)
		problems = append(problems, found...)
		t.parts = append(t.parts, part{program: p, start: s.lead()})
	}
	if unclosed != nil {
		problems = append(problems, *unclosed)
	}
	if failed(problems) {
		return nil, problems
	}
	return t, append(problems, shownObjects(t, segments)...)
}

// Limits of one template. They are far above what people read.
const (
	maxTemplate   = 256 << 10 // bytes
	maxInsertions = 1_000
)

func tooLarge(src string, segments []segment) *Problem {
	if len(src) > maxTemplate {
		return &Problem{
			Start: maxTemplate, End: len(src), Summary: "Template too long",
			Detail: fmt.Sprintf("A template can have %d bytes. Link to what is longer, or split the message.", maxTemplate),
		}
	}
	insertions := 0
	for _, s := range segments {
		if s.isExpression {
			insertions++
		}
		if insertions > maxInsertions {
			return &Problem{
				Start: s.start - len(opening), End: s.start, Summary: "Template too long",
				Detail: fmt.Sprintf("A template can insert %d values. Join lists with map and join instead.", maxInsertions),
			}
		}
	}
	return nil
}

// statement is how template languages begin and end conditions and loops.
var statement = regexp.MustCompile(`^(?:[#/%]|\{[^:]*$|(?:if|unless|for|each|range|with)\s[^{]*$|(?:else|elif|end|endif|endfor)\b)`)

func compileSegment(s segment, compile func(string) (*Program, []Problem)) (*Program, []Problem) {
	trimmed := strings.TrimSpace(s.text)
	if trimmed == "" {
		return nil, []Problem{{
			Start: s.start - len(opening), End: s.start + len(s.text) + len(closing), Summary: "Empty braces",
			Detail: "Write what to insert between the braces, such as {{ account.name }}.",
		}}
	}
	if statement.MatchString(trimmed) {
		return nil, []Problem{{
			Start: s.start - len(opening), End: s.start + len(s.text) + len(closing), Summary: "Statement in a template",
			Detail: "Between braces stands one value. For a choice write {{ condition ? 'text' : 'other' }}; a list is shown with commas.",
		}}
	}
	p, problems := compile(trimmed)
	for i := range problems {
		problems[i].Start += s.lead()
		problems[i].End += s.lead()
	}
	return p, problems
}

// shownObjects warns of objects in the middle of text, which readers would see as JSON.
func shownObjects(t *Template, segments []segment) []Problem {
	var problems []Problem
	for i, p := range t.parts {
		if len(t.parts) > 1 && p.program != nil && p.program.Type().Kind == KindObject {
			problems = append(problems, Problem{
				Start: segments[i].start, End: segments[i].start + len(segments[i].text),
				Summary: "Object inside text", Detail: "Readers would see all of it, as JSON. Insert one of its members, such as its name.", Warning: true,
			})
		}
	}
	return problems
}

// Draft is Pieces before there is a run: what the author wrote, with the values of variables and locals, and empty
// values in the places of what only a run knows. values is where the expressions of those are written.
func (t *Template) Draft(env Env) (pieces []Piece, values [][2]int) {
	r := newRun(env, false)
	for _, p := range t.parts {
		if p.isValue() {
			pieces = append(pieces, Piece{Value: true})
			values = append(values, [2]int{p.start, p.start + len(p.program.source)})
			continue
		}
		if s, err := p.render(r); err == nil { // What can't be worked out yet, the run reports.
			pieces = append(pieces, Piece{Text: s})
		}
	}
	return pieces, values
}

// Piece is a part of a rendered template.
type Piece struct {
	Text string
	// Value marks what was filled in and isn't the author's: data, which has no markup whatever it holds.
	Value bool
}

// Render gives the text. A missing value is rendered as nothing, a number without an exponent, a list
// with commas.
func (t *Template) Render(env Env) (string, error) {
	pieces, err := t.Pieces(env)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String(), nil
}

// Pieces renders and keeps the author's text and the values apart. An expression that reads nothing but
// variables and locals is the author's own text, and so is what stands in markdown(…), by the author's will.
func (t *Template) Pieces(env Env) ([]Piece, error) {
	r := newRun(env, false) // One for all parts, so that the whole template has the limits of one evaluation.
	pieces := make([]Piece, 0, len(t.parts))
	for _, p := range t.parts {
		s, err := p.render(r)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, Piece{Text: s, Value: p.isValue()})
	}
	return pieces, nil
}

func (p part) render(r *run) (string, error) {
	if p.program == nil {
		return p.text, nil
	}
	v, err := p.program.run(r)
	if err != nil {
		return "", err
	}
	s, err := r.show(v)
	if err != nil {
		return "", p.program.failed(err)
	}
	return s, nil
}

// isValue reports whether the part is filled in with what isn't the author's.
func (p part) isValue() bool {
	return p.program != nil && !p.program.markdown && !p.program.isWritten()
}

// Markdown is the place of the first expression whose value is taken for Markdown; ok is false when there
// is none.
func (t *Template) Markdown() (start, end int, ok bool) {
	for _, p := range t.parts {
		if p.program != nil && p.program.markdown {
			return p.start, p.start + len(p.program.source), true
		}
	}
	return 0, 0, false
}

// Value gives the value of the expression of a template that is exactly one; else the rendered text.
func (t *Template) Value(env Env) (any, error) {
	if p := t.single(); p != nil {
		return p.Eval(env)
	}
	return t.Render(env)
}

func (t *Template) single() *Program {
	if len(t.parts) != 1 {
		return nil
	}
	return t.parts[0].program
}

// Reads is the sorted names that the template reads, as Program.Reads gives them.
func (t *Template) Reads() []string {
	all := map[string]bool{}
	for _, p := range t.parts {
		if p.program == nil {
			continue
		}
		for _, name := range p.program.reads {
			all[name] = true
		}
	}
	return sortedKeys(all)
}

// Uses is the places where the expressions of a compiled template read values; of a restored one, nil.
func (t *Template) Uses() []Use {
	var all []Use
	for _, p := range t.parts {
		if p.program == nil {
			continue
		}
		for _, use := range p.program.uses {
			use.Start += p.start
			use.End += p.start
			all = append(all, use)
		}
	}
	return all
}

// ReadsClock reports whether the text can change by the passing of time alone.
func (t *Template) ReadsClock() bool {
	for _, p := range t.parts {
		if p.program != nil && p.program.clock {
			return true
		}
	}
	return false
}

// Source is the text of the template with its braces.
func (t *Template) Source() string { return t.source }

// Type is the type of what Value gives, as far as it is known.
func (t *Template) Type() Type {
	if p := t.single(); p != nil {
		return p.Type()
	}
	return String
}
