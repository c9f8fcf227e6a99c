package dsl

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/dsl/source"
	"github.com/zclconf/go-cty/cty"
)

// shownSecret is what is shown in the place of a secret.
const shownSecret = "(secret)"

// secret is what env(…) gives: a text that isn't known. HCL works out what is made of it, as for any value that
// comes later, and the text itself never comes in, so that no message, no picture, no hash and no plan can hold
// it. Whoever connects to a server looks it up by its name when it does.
func secret() cty.Value { return cty.UnknownVal(cty.String) }

// isSecret reports whether a secret has a part in a value: nothing else isn't known when a workspace is loaded.
func isSecret(v cty.Value) bool { return !v.IsWhollyKnown() }

// secretPart is a part of an expression that is a secret by itself.
type secretPart struct {
	at diag.Range
	// name is of a variable or local that holds one, such as "local.url"; empty for env(…) itself.
	name string
	// keys is the names of the environment's variables that it comes from.
	keys []string
}

// secretParts is the calls of env(…) in an expression, and the names in it of what holds a secret.
func (e *evaluator) secretParts(expr hclsyntax.Expression) []secretPart {
	var all []secretPart
	_ = hclsyntax.VisitAll(expr, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n := n.(type) {
		case *hclsyntax.ScopeTraversalExpr:
			name := traversalName(n.Traversal)
			if e.secrets[name] == nil {
				return nil
			}
			if v, diags := n.Traversal[2:].TraverseRel(e.known[name]); diags.HasErrors() || isSecret(v) {
				all = append(all, secretPart{diag.RangeOf(n.SrcRange), name, e.secrets[name]})
			}
		case *hclsyntax.FunctionCallExpr:
			if n.Name == "env" {
				all = append(all, secretPart{diag.RangeOf(n.Range()), "", []string{calledWith(n)}})
			}
		}
		return nil
	})
	return all
}

// calledWith is the name in env(name), or a sign that it is worked out.
func calledWith(call *hclsyntax.FunctionCallExpr) string {
	if len(call.Args) == 1 && source.IsLiteral(call.Args[0]) {
		if name, diags := call.Args[0].Value(nil); !diags.HasErrors() {
			return name.AsString()
		}
	}
	return "…"
}

// noteSecret notes that a variable or local is a secret, and where it comes from.
func (e *evaluator) noteSecret(name string, expr hclsyntax.Expression) {
	keys := []string{}
	for _, part := range e.secretParts(expr) {
		keys = append(keys, part.keys...)
	}
	slices.Sort(keys)
	e.secrets[name] = slices.Compact(keys)
}

// refuse reports the secrets in an expression whose value would be seen, and those that the {{ … }} of its texts read,
// which nobody comes to otherwise.
func (e *evaluator) refuse(expr hclsyntax.Expression) {
	for _, part := range e.secretParts(expr) {
		if part.name != "" || e.isSet(part.keys[0]) {
			e.misplaced(part)
		}
	}
	_ = hclsyntax.VisitAll(expr, func(n hclsyntax.Node) hcl.Diagnostics {
		if t, ok := n.(*hclsyntax.TemplateExpr); ok {
			for _, part := range t.Parts {
				e.refuseIn(part, e.l.moduleOf[t])
			}
		}
		return nil
	})
}

// refuseIn reports the secrets that the {{ … }} of a piece of text read, which stands in a module's library.
func (e *evaluator) refuseIn(piece hclsyntax.Expression, m *module) {
	literal, ok := piece.(*hclsyntax.LiteralValueExpr)
	if !ok || literal.Val.Type() != cty.String {
		return
	}
	at := diag.RangeOf(literal.SrcRange)
	text := e.l.Text(at)
	for _, found := range e.secretsIn(text, source.Placeholder.FindAllStringIndex(text, -1), m) {
		found.part.at = e.l.RangeIn(at.File, at.StartByte+found.start, at.StartByte+found.end)
		e.misplaced(found.part)
	}
}

// writtenSecret is where a part of a text reads a secret.
type writtenSecret struct {
	part       secretPart
	start, end int
}

// secretsIn is the names of secrets in parts of a text that are expressions, which needn't be right. The names are those
// of a module; nil: the workspace's.
func (e *evaluator) secretsIn(text string, parts [][]int, m *module) []writtenSecret {
	var all []writtenSecret
	for _, part := range parts {
		for _, found := range reference.FindAllStringSubmatchIndex(text[part[0]:part[1]], -1) {
			if found[2] < 0 {
				continue
			}
			start, end := part[0]+found[0], part[0]+found[5]
			name := text[part[0]+found[2]:part[0]+found[3]] + "." + m.full(text[part[0]+found[4]:end])
			if e.readsSecret(name, nil, text[end:part[1]]) {
				all = append(all, writtenSecret{secretPart{name: name, keys: e.secrets[name]}, start, end})
			}
		}
	}
	return all
}

// refuseWritten reports the secrets in the expressions of a text in which something else is wrong.
func (l *loader) refuseWritten(t *text, parts [][]int) {
	for _, found := range l.values.secretsIn(t.value, parts, nil) {
		found.part.at = t.at(l, found.start, found.end)
		l.values.misplaced(found.part)
	}
}

// misplaced reports a secret that is read where a value is stored, shown or sent.
func (e *evaluator) misplaced(part secretPart) {
	calls := make([]string, len(part.keys))
	for i, key := range part.keys {
		calls[i] = fmt.Sprintf("env(%q)", key)
	}
	what := strings.Join(calls, " and ")
	if part.name != "" {
		what = e.l.authored(part.name, part.at) + ", which holds " + what + ","
	}
	if variable, ok := strings.CutPrefix(part.name, "var."); ok {
		e.l.Errorf(diag.CodeSecret, part.at, "Secret that would be seen",
			"%s is secret, and what stands here is stored, shown or sent. If it needn't be secret, give it another default: %s%s in the environment sets it.", what, VariablePrefix, variable)
		return
	}
	instead := strings.ToLower(part.keys[0])
	if !isName(instead) {
		instead = "x"
	}
	e.l.Errorf(diag.CodeSecret, part.at, "Secret that would be seen",
		"%s is secret, and what stands here is stored, shown or sent. If it needn't be secret, read a variable, such as var.%s: %s%s in the environment sets it.", what, instead, VariablePrefix, instead)
}

// typeOf is what expressions read of the variables or of the locals: of what isn't secret its type, and of a secret
// that it is there, so that reading it is told as what it is.
func (e *evaluator) typeOf(root string, open map[string]any) expression.Type {
	t := typeOf(open)
	for name := range e.secrets {
		if of, attr := cutName(name); of == root {
			t.Fields[attr] = typeWithSecrets(e.known[name])
		}
	}
	return t
}

// openType is the type of the variables or of the locals without what is secret of them.
func (e *evaluator) openType(root string, t expression.Type, open map[string]any) expression.Type {
	fields := maps.Clone(t.Fields)
	for name := range e.secrets {
		of, attr := cutName(name)
		if value, partly := open[attr]; of == root && partly {
			fields[attr] = typeOf(value)
		} else if of == root {
			delete(fields, attr)
		}
	}
	return expression.Object(fields)
}

// typeWithSecrets is typeOf for a value that a secret has a part in.
func typeWithSecrets(v cty.Value) expression.Type {
	switch {
	case !isSecret(v):
		return typeOf(plain(v))
	case !v.IsKnown():
		return expression.Any
	case v.Type().IsObjectType() || v.Type().IsMapType():
		fields := make(map[string]expression.Type, v.LengthInt())
		for name, item := range v.AsValueMap() {
			fields[name] = typeWithSecrets(item)
		}
		return expression.Object(fields)
	}
	return expression.List(expression.Any)
}

// checkSecretType refuses the type of a variable that what is secret of its value can't be checked against: env(…)
// gives a text, whatever it is.
func (l *loader) checkSecretType(name string, t expression.Type, v cty.Value, at diag.Range) {
	if _, err := Normalise(t, standIn(v)); err == nil {
		return
	}
	_, attr := cutName(name)
	l.Errorf(diag.CodeWrongType, at, "Wrong type",
		"%q takes %s, and the text of env isn't read when a workspace is loaded, so that nobody can say whether it is one. Make the secret a string; for a value that isn't secret, leave env out: %s%s in the environment sets it.",
		l.authored(name, at), diag.Article(t.String()), VariablePrefix, attr)
}

// standIn is a value in which any value of their types stands for the secrets.
func standIn(v cty.Value) any {
	switch {
	case !isSecret(v):
		return plain(v)
	case !v.IsKnown() && v.Type() == cty.Bool:
		return true
	case !v.IsKnown() && v.Type() == cty.Number:
		return 0.0
	case !v.IsKnown():
		return shownSecret
	case v.Type().IsObjectType() || v.Type().IsMapType():
		object := make(map[string]any, v.LengthInt())
		for name, item := range v.AsValueMap() {
			object[name] = standIn(item)
		}
		return object
	}
	all := make([]any, 0, v.LengthInt())
	for _, item := range v.AsValueSlice() {
		all = append(all, standIn(item))
	}
	return all
}

// further is how expressions go on from a name to a part of its value that is known before a run.
var further = regexp.MustCompile(`^(?:\s*\??\.\s*([\pL_][\pL\pN_]*)|\s*(?:\?\.)?\[\s*(?:(\d+)|"([^"\\]*)"|'([^'\\]*)')\s*\])`)

// refuseSecrets reports the places of an expression that read what is secret, and says whether there are any. The
// expression begins at the byte lead of the text.
func (l *loader) refuseSecrets(t *text, lead int, uses []expression.Use) (refused bool) {
	for _, use := range uses {
		if name := l.values.secretIn(use, t.value[lead+use.End:]); name != "" {
			l.values.misplaced(secretPart{t.at(l, lead+use.Start, lead+use.End), name, l.values.secrets[name]})
			refused = true
		}
	}
	return refused
}

// secretIn returns the name of the secret that an expression reads; empty: it reads none. Whoever reads all variables or
// locals at once, or by a name that is worked out, reads each.
func (e *evaluator) secretIn(use expression.Use, rest string) string {
	root, path := use.Path[0], use.Path[1:]
	if len(path) == 0 {
		at := further.FindStringSubmatch(rest)
		if at == nil {
			return e.anySecret(root)
		}
		path, rest = []string{at[1] + at[2] + at[3] + at[4]}, rest[len(at[0]):]
	}
	if name := root + "." + path[0]; e.readsSecret(name, path[1:], rest) {
		return name
	}
	return ""
}

// anySecret returns the first of the secrets under a root; empty: there is none.
func (e *evaluator) anySecret(root string) string {
	for _, name := range slices.Sorted(maps.Keys(e.secrets)) {
		if strings.HasPrefix(name, root+".") {
			return name
		}
	}
	return ""
}

// readsSecret reports whether a secret has a part in what an expression reads: a member of the value of a name, and what
// it goes on to in the rest of its text.
func (e *evaluator) readsSecret(name string, members []string, rest string) bool {
	if e.secrets[name] == nil {
		return false
	}
	var steps hcl.Traversal
	for _, member := range members {
		steps = append(steps, hcl.TraverseAttr{Name: member})
	}
	for at := further.FindStringSubmatch(rest); at != nil; at = further.FindStringSubmatch(rest) {
		steps, rest = append(steps, stepInto(at)), rest[len(at[0]):]
	}
	v, diags := steps.TraverseRel(e.known[name])
	return diags.HasErrors() || isSecret(v)
}

// stepInto is a match of further as a step of HCL.
func stepInto(match []string) hcl.Traverser {
	if match[1] != "" {
		return hcl.TraverseAttr{Name: match[1]}
	}
	if match[2] != "" {
		if n, err := cty.ParseNumberVal(match[2]); err == nil {
			return hcl.TraverseIndex{Key: n}
		}
	}
	return hcl.TraverseIndex{Key: cty.StringVal(match[3] + match[4])}
}
