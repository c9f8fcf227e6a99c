package expression

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// Part is a condition, or a part of one, with what came out when it was evaluated.
type Part struct {
	// Source is its text in the usual form, on one line.
	Source string
	// Operator is what joins its Parts: "&&", "||", "!" or "?:"; empty when it has none.
	Operator string
	Parts    []Part
	// True is what Program.True says of it; Missing says that Program.Decide can't tell, as values are lacking.
	True, Missing bool
	// Problem is why it can't be evaluated; empty when it can.
	Problem string
	// Reads is the values that it looked at, in the order of the source; of one with Parts, none.
	Reads []Read
}

// Read is a value that a part of a condition looked at.
type Read struct {
	// Source is its text: a name, or what was worked out, such as days_until(account.renewal_date).
	Source string
	// Path is the chain of names; nil for a value that was worked out.
	Path []string
	// Function is the function that gave a value that was worked out; empty when none did.
	Function string
	// Value is a JSON value, nil when it is missing.
	Value any
}

// maxParts is how many parts of a condition are told apart.
const maxParts = 200

// Explain evaluates a condition part by part, each by the code that evaluates the whole: what it says of
// the whole is what True and Decide say. Parts that a decision needn't look at are evaluated, too.
func (p *Program) Explain(env Env) Part {
	c := &checker{src: p.source, at: newOffsets(p.source)}
	tree, problem := parse(p.source, c.at)
	if problem != nil { // It was read when it was compiled.
		return Part{Source: p.source, Problem: problem.Detail}
	}
	x := &explainer{program: p, env: env, checker: c, source: tree.Source}
	part := x.part(tree.Node, nil)
	part.Source = Canonical(p.source)
	return part
}

// explainer takes a condition apart.
type explainer struct {
	program *Program
	env     Env
	checker *checker
	source  file.Source
	parts   int
}

// part explains a node that stands inside of some `let`s, outermost first.
func (x *explainer) part(n ast.Node, lets []*ast.VariableDeclaratorNode) Part {
	if let, ok := n.(*ast.VariableDeclaratorNode); ok {
		return x.part(let.Expr, append(slices.Clip(lets), let))
	}
	x.parts++
	start, end := x.checker.span(n)
	part := Part{Source: Canonical(x.program.source[start:end])}
	x.evaluate(&part, n, lets)
	operator, inside := joined(n)
	if operator == "" || x.parts+len(inside) > maxParts {
		part.Reads = x.reads(n, lets)
		return part
	}
	part.Operator = operator
	for _, child := range inside {
		part.Parts = append(part.Parts, x.part(child, lets))
	}
	return part
}

func (x *explainer) evaluate(part *Part, n ast.Node, lets []*ast.VariableDeclaratorNode) {
	p, err := x.compile(n, lets)
	if err == nil {
		part.True, err = p.True(x.env)
	}
	if err == nil {
		_, part.Missing, err = p.Decide(x.env)
	}
	if err != nil {
		part.True, part.Problem = false, err.Error()
	}
}

// compile makes a program of a node, as build does of the whole.
func (x *explainer) compile(n ast.Node, lets []*ast.VariableDeclaratorNode) (*Program, error) {
	tree := &parser.Tree{Node: within(n, lets), Source: x.source}
	code, err := newCode(tree, &rewriter{reads: map[string]bool{}}, func() *parser.Tree { return tree })
	return &Program{source: x.program.source, code: code}, err
}

// within puts a node inside of the `let`s around it.
func within(n ast.Node, lets []*ast.VariableDeclaratorNode) ast.Node {
	for _, let := range slices.Backward(lets) {
		n = at(let, &ast.VariableDeclaratorNode{Name: let.Name, Value: let.Value, Expr: n})
	}
	return n
}

// joined is the conditions that a node joins, and by what. Those that one operator joins in a row are one list.
func joined(n ast.Node) (string, []ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryNode:
		if operator := spelling[n.Operator]; operator != "" {
			return operator, operands(n, operator)
		}
	case *ast.UnaryNode:
		_, membership := negatedOperator(n)
		if !membership && (n.Operator == "!" || n.Operator == "not") {
			return "!", []ast.Node{n.Node}
		}
	case *ast.ConditionalNode:
		return "?:", []ast.Node{n.Cond, n.Exp1, n.Exp2}
	}
	return "", nil
}

// spelling is the operators that join conditions, in the form in which they are shown.
var spelling = map[string]string{"&&": "&&", "and": "&&", "||": "||", "or": "||"}

func operands(n ast.Node, operator string) []ast.Node {
	b, ok := n.(*ast.BinaryNode)
	if !ok || spelling[b.Operator] != operator {
		return []ast.Node{n}
	}
	return append(operands(b.Left, operator), operands(b.Right, operator)...)
}
