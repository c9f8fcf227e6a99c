package expression

import "github.com/expr-lang/expr/ast"

// countdowns is how an expression reads the clock.
type countdowns struct {
	all []countdown
	// others says that it reads the clock in other ways, too.
	others bool
	visits int
}

func countdownsOf(tree ast.Node) countdowns {
	var c countdowns
	c.visit(tree)
	return c
}

func (c *countdowns) visit(n ast.Node) {
	if c.visits++; n == nil || c.visits > maxNodes {
		c.others = c.others || n != nil
		return
	}
	switch n := n.(type) {
	case *ast.BinaryNode:
		if c.compared(n) {
			return
		}
	case *ast.CallNode:
		c.others = c.others || functions[callee(n)].clock
	case *ast.VariableDeclaratorNode: // A name could stand for the days.
		c.others = true
	}
	for _, child := range children(n) {
		c.visit(child)
	}
}

// compared notes a comparison of days with numbers; ok is false for any other node.
func (c *countdowns) compared(n *ast.BinaryNode) (ok bool) {
	days, operator, other := n.Left, n.Operator, n.Right
	if date, _ := countedDays(days); date == nil {
		turned, known := turnedRound[operator]
		if !known {
			return false
		}
		days, operator, other = other, turned, days
	}
	date, since := countedDays(days)
	if date == nil {
		return false
	}
	if isNil(other) { // What is missing stays so.
		return true
	}
	if since { // The days since are those until with the other sign.
		if turned, known := turnedRound[operator]; known {
			operator = turned
		}
	}
	found := comparedWith(operator, other, since)
	for _, one := range found {
		one.date = date
		c.all = append(c.all, one)
	}
	return found != nil
}

// countedDays is the chain of names to or from which days are counted; nil: the node is anything else.
func countedDays(n ast.Node) (date path, since bool) {
	call, ok := n.(*ast.CallNode)
	if !ok || len(call.Arguments) != 1 || !isCallOf(call, "days_until") && !isCallOf(call, "days_since") {
		return nil, false
	}
	return locals(nil).names(call.Arguments[0]), isCallOf(call, "days_since")
}

// comparedWith is at which numbers a comparison of the days turns; nil: that can't be said.
func comparedWith(operator string, with ast.Node, negated bool) []countdown {
	one := func(n ast.Node, reaches, falls bool) []countdown {
		number, ok := operandOf(n)
		if !ok {
			return nil
		}
		number.negated = number.negated != negated
		return []countdown{{number: number, reaches: reaches, falls: falls}}
	}
	switch operator {
	case "<=", ">":
		return one(with, true, false)
	case "<", ">=":
		return one(with, false, true)
	case "==", "!=":
		return one(with, true, true)
	case "in":
		return comparedWithAll(with, negated, one)
	}
	return nil
}

// comparedWithAll is for `in`, with a range or a list.
func comparedWithAll(with ast.Node, negated bool, one func(n ast.Node, reaches, falls bool) []countdown) []countdown {
	switch with := with.(type) {
	case *ast.BinaryNode:
		if with.Operator != ".." {
			return nil
		}
		from, to := one(with.Left, negated, !negated), one(with.Right, !negated, negated)
		if from == nil || to == nil {
			return nil
		}
		return append(from, to...)
	case *ast.ArrayNode:
		var all []countdown
		for _, item := range with.Nodes {
			found := one(item, true, true)
			if found == nil {
				return nil
			}
			all = append(all, found...)
		}
		return all
	}
	return nil
}

func operandOf(n ast.Node) (operand, bool) {
	if number, ok := literalNumber(n); ok {
		return operand{number: number}, true
	}
	if u, ok := n.(*ast.UnaryNode); ok && u.Operator == "-" {
		o, ok := operandOf(u.Node)
		o.negated = !o.negated
		return o, ok
	}
	names := locals(nil).names(n)
	return operand{names: names}, names != nil
}
