package expression_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/expr-lang/expr/parser/operator"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

// The reference has every operator that is read, with an example that can be evaluated.
func TestOperatorsAreDocumented(t *testing.T) {
	t.Parallel()
	var signs []string
	for _, o := range expression.Operators() {
		signs = append(signs, strings.Fields(o.Name)...)
		t.Run(o.Name, func(t *testing.T) {
			t.Parallel()
			require.True(t, strings.HasSuffix(o.Doc, "."), o.Doc)
			program, problems := expression.Compile(o.Example, scope(), expression.Any)
			require.Empty(t, problems)
			_, err := program.Eval(environment())
			require.NoError(t, err)
			require.True(t, slices.ContainsFunc(strings.Fields(o.Name), func(sign string) bool {
				return strings.Contains(o.Example, strings.Trim(sign, "x"))
			}), "%s doesn't stand in %s", o.Name, o.Example)
		})
	}
	for sign := range operator.Binary {
		require.True(t, slices.Contains(signs, sign), "%s isn't in the reference", sign)
	}
	for sign := range operator.Unary {
		require.True(t, slices.Contains(signs, sign), "%s isn't in the reference", sign)
	}
}
