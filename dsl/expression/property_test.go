package expression_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl/expression"
)

// grammar draws well-typed conditions over numbers and bools, of which some are missing.
type grammar struct {
	arithmetic []string
	leaves     []string
	loops      bool
}

var (
	total = grammar{
		arithmetic: []string{"+", "-", "*"},
		leaves:     []string{"true", "false", "account.active", "var.yes", "tier == 'high'"},
	}
	everything = grammar{
		arithmetic: []string{"+", "-", "*", "/", "%"},
		leaves:     append([]string{"metric.tickets_30d == nil"}, total.leaves...),
		loops:      true,
	}
)

func (g grammar) condition(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if depth == 0 {
			return g.leaf().Draw(t, "leaf")
		}
		a, b := g.condition(depth-1).Draw(t, "a"), g.condition(depth-1).Draw(t, "b")
		shapes := []string{
			fmt.Sprintf("(%s && %s)", a, b), fmt.Sprintf("(%s || %s)", a, b),
			fmt.Sprintf("!(%s)", a), fmt.Sprintf("(%s ? %s : %s)", a, b, a),
		}
		if g.loops {
			shapes = append(shapes, fmt.Sprintf("any(1..2, %s)", a), fmt.Sprintf("((%s) ?? (%s))", a, b))
		}
		return rapid.SampledFrom(shapes).Draw(t, "shape")
	})
}

func (g grammar) leaf() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom(g.leaves), rapid.Custom(func(t *rapid.T) string {
		comparison := rapid.SampledFrom([]string{"<", "<=", ">", ">=", "==", "!="}).Draw(t, "comparison")
		return fmt.Sprintf("%s %s %s", g.number(2).Draw(t, "left"), comparison, g.number(2).Draw(t, "right"))
	}))
}

func (g grammar) number(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if depth == 0 {
			return rapid.SampledFrom([]string{
				"0", "1", "account.seats", "metric.tickets_30d", "health.score", "len(account.tags)", "days_until(account.renewal_date)",
			}).Draw(t, "number")
		}
		operator := rapid.SampledFrom(g.arithmetic).Draw(t, "operator")
		return fmt.Sprintf("(%s %s %s)", g.number(depth-1).Draw(t, "left"), operator, g.number(depth-1).Draw(t, "right"))
	})
}

func (g grammar) program(t *rapid.T) *expression.Program {
	src := g.condition(rapid.IntRange(0, 4).Draw(t, "depth")).Draw(t, "condition")
	p, problems := expression.Compile(src, scope(), expression.Bool)
	require.Empty(t, problems)
	return p
}

// complete is the environment of the tests with no value missing.
func complete(active bool, tickets float64) expression.Env {
	env := environment()
	env.Values["account"].(map[string]any)["active"] = active
	env.Values["metric"].(map[string]any)["tickets_30d"] = tickets
	return env
}

func TestWellTypedConditionsNeverFail(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		p := everything.program(r)
		truth, err := p.True(environment())
		require.NoError(r, err)
		result, missing, err := p.Decide(environment())
		require.NoError(r, err)
		require.False(r, result && missing)

		restored, err := expression.Restore(p.Source())
		require.NoError(r, err)
		again, err := restored.True(environment())
		require.NoError(r, err)
		require.Equal(r, truth, again, "restored")
		for _, name := range p.Reads() {
			require.True(r, slices.Contains(restored.Reads(), name), "a restored program reads at least what the compiled one reads")
		}
	})
}

func TestBothLogicsAgreeWhereNothingIsMissing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		p, env := total.program(r), complete(rapid.Bool().Draw(r, "active"), 3)
		truth, err := p.True(env)
		require.NoError(r, err)
		result, missing, err := p.Decide(env)
		require.NoError(r, err)
		require.False(r, missing)
		require.Equal(r, truth, result)
	})
}

// What Kleene's logic decides stays so, whatever the missing values turn out to be.
func TestWhatIsDecidedStaysSo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		p := total.program(r)
		result, missing, err := p.Decide(environment())
		require.NoError(r, err)
		if missing {
			return
		}
		tickets := rapid.Float64Range(-100, 100).Draw(r, "tickets")
		again, err := p.True(complete(rapid.Bool().Draw(r, "active"), tickets))
		require.NoError(r, err)
		require.Equal(r, result, again)
	})
}
