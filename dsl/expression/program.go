package expression

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"

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
	Clock  Clock
}

// Program is a checked expression. It is immutable and may be used concurrently.
type Program struct {
	source string
	tree   ast.Node
	reads  []string
	clock  bool
}

// Compile checks an expression.
func Compile(src string, scope Scope, want Type) (*Program, []Problem) {
	tree, p := parse(src, newOffsets(src))
	if p != nil {
		return nil, []Problem{*p}
	}
	return newProgram(src, tree.Node), nil
}

// Restore makes a program of a stored expression.
func Restore(src string) (*Program, error) {
	tree, p := parse(src, newOffsets(src))
	if p != nil {
		return nil, errors.New(p.String())
	}
	return newProgram(src, tree.Node), nil
}

func newProgram(src string, tree ast.Node) *Program {
	p := &Program{source: src, tree: tree}
	seen := map[string]bool{}
	var walk func(n ast.Node)
	walk = func(n ast.Node) {
		switch n := n.(type) {
		case *ast.MemberNode:
			if id, ok := n.Node.(*ast.IdentifierNode); ok {
				if s, ok := n.Property.(*ast.StringNode); ok {
					seen[id.Value+"."+s.Value] = true
					return
				}
			}
		case *ast.IdentifierNode:
			seen[n.Value] = true
		case *ast.CallNode:
			if id, ok := n.Callee.(*ast.IdentifierNode); ok && strings.HasPrefix(id.Value, "days_") {
				p.clock = true
			}
		}
		for _, c := range children(n) {
			walk(c)
		}
	}
	walk(tree)
	for name := range seen {
		p.reads = append(p.reads, name)
	}
	slices.Sort(p.reads)
	return p
}

type tmpEval struct {
	env    Env
	kleene bool
}

// Eval gives the value.
func (p *Program) Eval(env Env) (any, error) { return (&tmpEval{env: env}).eval(p.tree) }

// True evaluates a condition.
func (p *Program) True(env Env) (bool, error) {
	v, err := p.Eval(env)
	b, _ := v.(bool)
	return b, err
}

// Decide evaluates a classification.
func (p *Program) Decide(env Env) (result, missing bool, err error) {
	v, err := (&tmpEval{env: env, kleene: true}).eval(p.tree)
	b, _ := v.(bool)
	return b, v == nil, err
}

func (e *tmpEval) eval(n ast.Node) (any, error) {
	switch n := n.(type) {
	case *ast.NilNode:
		return nil, nil
	case *ast.IdentifierNode:
		return e.env.Values[n.Value], nil
	case *ast.IntegerNode:
		return float64(n.Value), nil
	case *ast.FloatNode:
		return n.Value, nil
	case *ast.BoolNode:
		return n.Value, nil
	case *ast.StringNode:
		return n.Value, nil
	case *ast.ChainNode:
		return e.eval(n.Node)
	case *ast.MemberNode:
		o, err := e.eval(n.Node)
		if err != nil {
			return nil, err
		}
		k, err := e.eval(n.Property)
		if m, ok := o.(map[string]any); ok {
			ks, _ := k.(string)
			v := m[ks]
			if f, ok := toNumber(v); ok {
				return f, nil
			}
			return v, err
		}
		return nil, err
	case *ast.UnaryNode:
		v, err := e.eval(n.Node)
		if f, ok := v.(float64); ok && n.Operator == "-" {
			return -f, err
		}
		if n.Operator == "!" || n.Operator == "not" {
			if v == nil && e.kleene {
				return nil, err
			}
			b, _ := v.(bool)
			return !b, err
		}
		return v, err
	case *ast.ConditionalNode:
		c, err := e.eval(n.Cond)
		if err != nil {
			return nil, err
		}
		if b, _ := c.(bool); b {
			return e.eval(n.Exp1)
		}
		return e.eval(n.Exp2)
	case *ast.ArrayNode:
		var all []any
		for _, c := range n.Nodes {
			v, err := e.eval(c)
			if err != nil {
				return nil, err
			}
			all = append(all, v)
		}
		return all, nil
	case *ast.CallNode:
		id, _ := n.Callee.(*ast.IdentifierNode)
		if id != nil && len(n.Arguments) == 1 && strings.HasPrefix(id.Value, "days_") {
			v, err := e.eval(n.Arguments[0])
			s, _ := v.(string)
			if s == "" || err != nil {
				return nil, err
			}
			at, err := time.Parse("2006-01-02", s[:10])
			d := at.Sub(e.env.Clock.Now).Hours() / 24
			if id.Value == "days_since" {
				d = -d
			}
			return float64(int(d)), err
		}
		return nil, fmt.Errorf("unknown function")
	case *ast.BinaryNode:
		return e.binary(n)
	}
	return nil, fmt.Errorf("not supported: %T", n)
}

func (e *tmpEval) binary(n *ast.BinaryNode) (any, error) {
	l, err := e.eval(n.Left)
	if err != nil {
		return nil, err
	}
	op := n.Operator
	if op == "&&" || op == "and" || op == "||" || op == "or" {
		r, err := e.eval(n.Right)
		lb, _ := l.(bool)
		rb, _ := r.(bool)
		if op == "&&" || op == "and" {
			if e.kleene && (l == nil && (r == nil || rb) || r == nil && lb) {
				return nil, err
			}
			return lb && rb, err
		}
		if e.kleene && !lb && !rb && (l == nil || r == nil) {
			return nil, err
		}
		return lb || rb, err
	}
	if op == ".." {
		r, err := e.eval(n.Right)
		return [2]any{l, r}, err
	}
	r, err := e.eval(n.Right)
	if err != nil {
		return nil, err
	}
	_, nilL := n.Left.(*ast.NilNode)
	_, nilR := n.Right.(*ast.NilNode)
	if nilL || nilR {
		if op == "==" {
			return l == nil && r == nil, nil
		}
		return l != nil || r != nil, nil
	}
	if op == "??" {
		if l == nil {
			return r, nil
		}
		return l, nil
	}
	arith := strings.Contains("+-*/", op)
	if l == nil || r == nil {
		if arith || e.kleene {
			return nil, nil
		}
		return false, nil
	}
	if rng, ok := r.([2]any); ok {
		lf, _ := l.(float64)
		return lf >= rng[0].(float64) && lf <= rng[1].(float64), nil
	}
	switch op {
	case "==":
		return reflect.DeepEqual(l, r), nil
	case "!=":
		return !reflect.DeepEqual(l, r), nil
	case "in":
		list, _ := r.([]any)
		for _, x := range list {
			if reflect.DeepEqual(x, l) {
				return true, nil
			}
		}
		return false, nil
	}
	if ls, ok := l.(string); ok {
		rs, _ := r.(string)
		switch op {
		case "+":
			return ls + rs, nil
		case "<":
			return ls < rs, nil
		case "<=":
			return ls <= rs, nil
		case ">":
			return ls > rs, nil
		case ">=":
			return ls >= rs, nil
		}
	}
	lf, _ := l.(float64)
	rf, _ := r.(float64)
	switch op {
	case "+":
		return finite(lf + rf), nil
	case "-":
		return finite(lf - rf), nil
	case "*":
		return finite(lf * rf), nil
	case "/":
		return finite(lf / rf), nil
	case "<":
		return lf < rf, nil
	case "<=":
		return lf <= rf, nil
	case ">":
		return lf > rf, nil
	case ">=":
		return lf >= rf, nil
	}
	return nil, fmt.Errorf("operator %s", op)
}

// Reads is the names.
func (p *Program) Reads() []string { return p.reads }

// ReadsClock says whether it reads the clock.
func (p *Program) ReadsClock() bool { return p.clock }

// Source is the text of the expression.
func (p *Program) Source() string { return p.source }

// Type is unknown.
func (p *Program) Type() Type { return Any }
