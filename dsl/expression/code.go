package expression

import (
	"sync"

	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// code is what the machine runs: one program for two-valued logic, in which a comparison with a missing
// value is false, and one for Kleene's, which is only made when it is first asked for.
type code struct {
	twoValued *vm.Program
	kleene    func() (*vm.Program, error)
}

// newCode makes the code of a tree; again gives the tree once more.
func newCode(tree *parser.Tree, w *rewriter, again func() *parser.Tree) (code, error) {
	twoValued, err := compile(tree, w)
	return code{twoValued, sync.OnceValues(func() (*vm.Program, error) {
		return compile(again(), &rewriter{reads: map[string]bool{}, kleene: true})
	})}, err
}

func compile(tree *parser.Tree, w *rewriter) (*vm.Program, error) {
	rewritten := &parser.Tree{Node: w.node(tree.Node), Source: tree.Source}
	return compiler.Compile(rewritten, &conf.Config{ShortCircuit: true, Optimize: true, Functions: calls})
}

// in is the program of a logic.
func (c code) in(kleene bool) (*vm.Program, error) {
	if kleene {
		return c.kleene()
	}
	return c.twoValued, nil
}
