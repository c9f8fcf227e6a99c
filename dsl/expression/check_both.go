package expression

import "github.com/expr-lang/expr/ast"

// both warns of two conditions on one value that exclude each other, of which the `and` joins one on its
// left with one on its right.
func (c *checker) both(n *ast.BinaryNode) {
	left := claimsOf(n.Left)
	for _, right := range claimsOf(n.Right) {
		for _, other := range left {
			if other.excludes(right.claim) {
				c.problem(right.node, "Never both true",
					"Nothing satisfies both this and %s. Where either is enough, join them with or.", c.text(other.node)).Warning = true
				return
			}
		}
	}
}

// claimed is a node with its claim.
type claimed struct {
	claim
	node ast.Node
}

// claimsOf is the claims among the conditions that `and` joins. Of very many only the first are looked at.
func claimsOf(n ast.Node) []claimed {
	const most = 50
	var all []claimed
	for _, part := range conjuncts(n) {
		if len(all) == most {
			break
		}
		if said, ok := claimOf(part); ok {
			all = append(all, claimed{said, part})
		}
	}
	return all
}
