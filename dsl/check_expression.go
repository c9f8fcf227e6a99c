package dsl

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/dsl/source"
)

// Condition is a boolean expression that was checked against the declared names.
type Condition struct {
	*expression.Program
	Range diag.Range
}

// scope is where an expression stands: what it can read.
type scope struct {
	names expression.Scope
	// hidden is the steps of the playbook that can't be looked at from here, with what they do instead of
	// coming before it; empty: they come later.
	hidden map[string]string
	// unwaited is the results, such as "call.done", that steps would have if they waited for their answers.
	unwaited map[string]bool
	// uncertain is the steps before the place that a run may not have reached.
	uncertain map[string]bool
}

func (p scope) with(name string, t expression.Type) scope {
	p.names = p.names.With(name, t)
	return p
}

// decision reads an attribute that holds one expression: a plain string or heredoc, or a bare var.…
// or local.… that holds one. Nil when it isn't written or isn't that.
func (b *block) decision(name string) *text {
	a := b.Body.Attributes[name]
	if a == nil {
		return nil
	}
	return b.l.decision(name, a.Expr)
}

func (l *loader) decision(name string, expr hclsyntax.Expression) *text {
	if !source.IsLiteral(expr) && !isBareValue(expr) {
		l.notLiteral(name, expr)
		return nil
	}
	t, ok := l.textOf(name, expr)
	if !ok || !l.noBrackets(t) {
		return nil
	}
	t = t.asExpression()
	if t.trimmed() == "" {
		l.Errorf(diag.CodeValue, t.Whole, "Empty expression", "%q takes an expression, such as %s = \"account.seats > 5\".", name, name)
		return nil
	}
	return t
}

// isBareValue reports whether an expression is var.… or local.…, without more.
func isBareValue(expr hclsyntax.Expression) bool {
	bare, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	return ok && (bare.Traversal.RootName() == "var" || bare.Traversal.RootName() == "local")
}

func (l *loader) notLiteral(name string, expr hclsyntax.Expression) {
	at := diag.RangeOf(expr.Range())
	switch expr.(type) {
	case *hclsyntax.TemplateExpr, *hclsyntax.TemplateWrapExpr:
		l.interpolated(at)
	case *hclsyntax.TupleConsExpr, *hclsyntax.ObjectConsExpr:
		l.Errorf(diag.CodeNotLiteral, at, "Not an expression in quotes",
			"%q takes an expression as a plain string or heredoc, or a bare var.x or local.x that holds one.", name)
	default:
		l.Errorf(diag.CodeNotLiteral, at, "Expression without quotes",
			"%q takes an expression as a plain string: put it in quotes. %s", name, suggestQuotes(l.Text(at)))
	}
}

// suggestQuotes puts an expression that was written without quotes into them, if that is all it needs.
func suggestQuotes(written string) diag.Hint {
	if strings.ContainsAny(written, "\n\\'$%") {
		return diag.Hint{}
	}
	return diag.Hint{Given: written, Near: `"` + strings.ReplaceAll(written, `"`, "'") + `"`}
}

// interpolation is a value that HCL would put into a string.
var interpolation = regexp.MustCompile(`\$\{\s*([^{}"]*?)\s*\}`)

// interpolated explains ${…} in an expression.
func (l *loader) interpolated(at diag.Range) {
	found := interpolation.FindStringSubmatchIndex(l.Text(at))
	if found == nil {
		l.Errorf(diag.CodeNotLiteral, at, "${…} inside an expression",
			"An expression is one plain string, so that it can be checked where it stands. It can read variables itself, such as var.x.")
		return
	}
	at = l.RangeIn(at.File, at.StartByte+found[0], at.StartByte+found[1])
	written := l.Text(at)
	bare := written[found[2]-found[0] : found[3]-found[0]]
	l.Errorf(diag.CodeNotLiteral, at, "${…} inside an expression",
		"An expression is one plain string, so that it can be checked where it stands. It can read names itself: write %s, without ${ }.",
		diag.Hint{Given: written, Near: bare, Sentence: bare})
}

// noBrackets refuses HCL's escapes in expressions: no expression needs a bracket of HCL.
func (l *loader) noBrackets(t *text) bool {
	for _, s := range t.Segments() {
		if s.Exact || !source.Escaped(string(l.Sources[s.File][s.From:s.To])) {
			continue
		}
		l.Errorf(diag.CodeBrackets, l.RangeIn(s.File, s.From, s.To), "Bracket of HCL inside an expression",
			"`$${` and `%%%%{` are how HCL writes the characters `${` and `%%{`, which mean nothing in an expression. It can read variables itself: write var.x.")
		return false
	}
	return true
}

// program compiles the expression of an attribute; nil when it isn't written or wrong.
func (b *block) program(name string, p scope, want expression.Type) *expression.Program {
	t := b.decision(name)
	if t == nil {
		return nil
	}
	return b.l.compile(t, p, want)
}

func (l *loader) compile(t *text, p scope, want expression.Type) *expression.Program {
	// White space around the expression isn't part of it: a heredoc and a string are the same plan.
	lead := len(t.value) - len(strings.TrimLeft(t.value, " \t\r\n"))
	src := t.trimmed()
	program, problems := expression.Compile(src, p.names, want)
	l.problems(diag.CodeExpression, t, lead, p, problems)
	if program == nil {
		l.refuseWritten(t, [][]int{{0, len(t.value)}})
	} else {
		if l.refuseSecrets(t, lead, program.Uses()) {
			return nil
		}
		l.noteReads(program.Reads())
		l.warnMissing(t, lead, program.Uses(), p)
		if program.IsMarkdown() {
			l.notMarkdown(diag.CodeExpression, t.at(l, lead, lead+len(src)))
		}
	}
	return program
}

// notMarkdown reports a value that would be taken for Markdown where nothing is.
func (l *loader) notMarkdown(code diag.Code, at diag.Range) {
	l.Errorf(code, at, "Markdown where there is none", "%s", "markdown(…) lets a value be Markdown in a text that is Markdown, such as the body of a mail. Here every text is shown as it is: write the value without it.")
}

// condition compiles the condition of an attribute; nil when it isn't written or wrong.
func (b *block) condition(name string, p scope) *Condition {
	program := b.program(name, p, expression.Bool)
	if program == nil {
		return nil
	}
	return &Condition{Program: program, Range: b.at(name)}
}

// problems reports what the compiler found in an expression that begins at the byte lead of the text.
func (l *loader) problems(code diag.Code, t *text, lead int, p scope, problems []expression.Problem) {
	for _, problem := range problems {
		at := t.at(l, lead+problem.Start, lead+problem.End)
		if step := hiddenStep(problem, p.hidden); step != "" {
			why := cmp.Or(p.hidden[step], "comes after this place, or on another way: its results aren't there yet")
			l.Errorf(diag.CodeTooEarly, at, "Step that can't be looked at from here", "Step %q %s.", step, why)
			continue
		}
		if instead := p.workaround(problem); instead != "" {
			problem.Detail = instead
		}
		given := t.value[lead+problem.Start : lead+problem.End]
		if m := l.moduleOfText(t, at); m != nil {
			given = m.unnamed(given)
			problem.Summary, problem.Detail, problem.Suggestion = m.unnamed(problem.Summary), m.unnamed(problem.Detail), m.unnamed(problem.Suggestion)
		}
		// What is marked is what was written, unless there are escapes or a variable between.
		meant := diag.Hint{Given: given, Near: problem.Suggestion, Sentence: problem.Detail}
		if problem.Warning {
			l.Warnf(code, at, problem.Summary, "%s", meant)
		} else {
			l.Errorf(code, at, problem.Summary, "%s", meant)
		}
	}
}

// workaround says how to get at a value that isn't known in the place; empty when there is nothing better to say
// than that it isn't.
func (p scope) workaround(problem expression.Problem) string {
	path := problem.Path
	_, playbook := p.names["trigger"]
	switch {
	case problem.Suggestion != "":
	case len(path) == 1 && path[0] == "contact" && playbook:
		return `Which contact is meant isn't known here. It is inside of an "each" over contacts, in what is sent to contacts, and everywhere in a playbook with per = "contact".`
	case len(path) == 3 && path[0] == "steps" && p.unwaited[path[1]+"."+path[2]]:
		return fmt.Sprintf("The step %q doesn't wait for its answer, so there is no %q: give it \"wait\", how long it waits, such as wait = \"2 business days\".", path[1], path[2])
	}
	return ""
}

// hiddenStep is the step that a problem is about when it is one that can't be looked at.
func hiddenStep(problem expression.Problem, hidden map[string]string) string {
	if len(problem.Path) != 2 || problem.Path[0] != "steps" {
		return ""
	}
	if _, ok := hidden[problem.Path[1]]; ok {
		return problem.Path[1]
	}
	return ""
}
