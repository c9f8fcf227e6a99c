package dsl

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// evaluator knows the values of ${…}: variables, locals and functions. Locals are evaluated when they
// are asked for, so that they can stand in any order.
type evaluator struct {
	l         *loader
	functions map[string]function.Function
	// definitions is the expression behind each "var.x" and "local.y".
	definitions map[string]hclsyntax.Expression
	// types is those of the variables that say theirs, by name.
	types map[string]expression.Type
	known map[string]cty.Value
	// weights is how large the values of known are, total is that of all expressions so far, and limit
	// what it may be.
	weights      map[string]int
	total, limit int
	// evaluating is the locals being evaluated, to notice those that need each other.
	evaluating map[string]bool
	// failed is the names whose mistake was reported.
	failed map[string]bool
	// secrets is, for each name whose value is a secret, the environment's variables that it comes from.
	secrets map[string][]string
	// fixed is the variables to which a module gives their value.
	fixed map[string]bool
}

func newEvaluator(l *loader) *evaluator {
	e := &evaluator{
		l:           l,
		definitions: map[string]hclsyntax.Expression{},
		types:       map[string]expression.Type{},
		known:       map[string]cty.Value{},
		weights:     map[string]int{},
		evaluating:  map[string]bool{},
		failed:      map[string]bool{},
		secrets:     map[string][]string{},
		fixed:       map[string]bool{},
	}
	e.functions = map[string]function.Function{
		"file":   e.fileFunction(),
		"env":    e.envFunction(),
		"one_of": oneOfFunction(),
		"text":   textFunction(),
	}
	return e
}

// eval gives the value of an expression, and reports what is wrong with it. It is the door to every value that is
// stored, shown or sent: a secret doesn't pass.
func (e *evaluator) eval(expr hclsyntax.Expression) (cty.Value, bool) {
	v, ok := e.evaluate(expr)
	if !ok || isSecret(v) {
		e.refuse(expr)
		return cty.NilVal, false
	}
	return v, true
}

// evaluate is eval for a value that may be a secret.
func (e *evaluator) evaluate(expr hclsyntax.Expression) (cty.Value, bool) {
	roots := map[string]map[string]cty.Value{"var": {}, "local": {}}
	known := true
	for _, t := range expr.Variables() {
		name, ok := e.resolve(t)
		if !ok {
			known = false
			continue
		}
		root, attr := cutName(name)
		roots[root][attr] = e.known[name]
	}
	if !known || !e.affordable(expr) {
		return cty.NilVal, false
	}
	ctx := &hcl.EvalContext{Functions: e.functions, Variables: map[string]cty.Value{
		"var": cty.ObjectVal(roots["var"]), "local": cty.ObjectVal(roots["local"]),
	}}
	v, diags := expr.Value(ctx)
	e.report(diags)
	return v, !diags.HasErrors()
}

// resolve evaluates the variable or local that a traversal names, such as "local.y".
func (e *evaluator) resolve(t hcl.Traversal) (name string, ok bool) {
	at := diag.RangeOf(t.SourceRange())
	root := t.RootName()
	if root != "var" && root != "local" {
		e.unknownRoot(root, at)
		return "", false
	}
	var attr string
	if len(t) > 1 {
		if step, isAttr := t[1].(hcl.TraverseAttr); isAttr {
			attr = step.Name
		}
	}
	name = root + "." + attr
	expr := e.definitions[name]
	if expr == nil {
		if !e.failed[name] {
			e.l.Errorf(diag.CodeUnknownVariable, at, "Unknown name", "%q isn't declared. %s", e.l.authored(name, at), e.suggest(name, at))
		}
		return "", false
	}
	return name, e.value(name, expr, at)
}

// suggest helps with a name that isn't declared, with those that are read at the place.
func (e *evaluator) suggest(name string, at diag.Range) diag.Hint {
	m := e.l.moduleAt(name, at)
	var known []string
	for _, other := range names(e.definitions) {
		if m == nil || e.l.moduleAt(other, at) == m {
			known = append(known, e.l.authored(other, at))
		}
	}
	return diag.Suggest(e.l.authored(name, at), known)
}

// laterRoots is what is known when a step runs, and not before.
var laterRoots = []string{
	"account", "contact", "contacts", "metric", "previous", "change", "health", "tier", "scale", "segment",
	"success_plan", "event", "trigger", "steps", "run", "running", "param",
}

// unknownRoot explains a bare name that is neither a variable nor a local: text that lacks its quotes, or
// what is known later.
func (e *evaluator) unknownRoot(root string, at diag.Range) {
	written := e.l.Text(at)
	if slices.Contains(laterRoots, root) || expression.Nearest(root, []string{"var", "local"}) != "" {
		e.l.Errorf(diag.CodeUnknownVariable, at, "Not known at load",
			"%q can't be used here: at load there are only `var.…` and `local.…`. Put text in quotes, an expression in quotes, and a value that is known when a step runs in {{ … }}.", root)
		return
	}
	if i := slices.IndexFunc(loadFunctions(), func(f expression.Function) bool { return f.Name == root }); i >= 0 && written == root {
		e.l.Errorf(diag.CodeUnknownVariable, at, "Function without brackets", "%q is a function. %s", root, calling(root, loadFunctions()[i].Example))
		return
	}
	e.l.Errorf(diag.CodeUnknownVariable, at, "Text without quotes", "Without quotes this is read as a name. Write %s.",
		diag.Hint{Given: written, Near: `"` + written + `"`, Sentence: `"` + written + `"`})
}

// calling says how a function is written that stands without its brackets; the whole of it is only known when
// it takes nothing.
func calling(name, example string) diag.Hint {
	h := diag.Hint{Given: name, Sentence: "Write it as in " + example + "; the word itself stands in quotes."}
	if example == name+"()" {
		h.Near = example
	}
	return h
}

func (e *evaluator) value(name string, expr hclsyntax.Expression, at diag.Range) bool {
	if _, known := e.known[name]; known {
		return true
	}
	if e.failed[name] {
		return false
	}
	if e.evaluating[name] {
		e.l.Errorf(diag.CodeCycle, at, "Values that need each other", "%q is needed to work out its own value.", e.l.authored(name, at))
		return false
	}
	e.evaluating[name] = true
	defer delete(e.evaluating, name)
	v, ok := e.given(name, expr)
	if !ok {
		e.failed[name] = true
		return false
	}
	e.known[name], e.weights[name] = v, e.weight(e.definitions[name])
	if isSecret(v) {
		e.noteSecret(name, e.definitions[name])
	}
	return true
}

// cutName parts "var.x".
func cutName(name string) (root, attr string) {
	root, attr, _ = strings.Cut(name, ".")
	return root, attr
}
