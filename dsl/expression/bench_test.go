package expression_test

import (
	"testing"

	"github.com/expr-lang/expr"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

const typical = `tier in ["high", "low"] && account.seats >= 10 && metric.active_users_7d / account.seats < 0.8`

func BenchmarkCondition(b *testing.B) {
	p, problems := expression.Compile(typical, scope(), expression.Bool)
	require.Empty(b, problems)
	env := environment()
	env.Scratch = &expression.Scratch{} // As the cores do.
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := p.True(env); err != nil || !ok {
			b.Fatal(ok, err)
		}
	}
}

func BenchmarkConditionOnDays(b *testing.B) {
	p, problems := expression.Compile(`days_until(account.renewal_date) in 0..180`, scope(), expression.Bool)
	require.Empty(b, problems)
	env := environment()
	env.Scratch = &expression.Scratch{} // As the cores do.
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := p.True(env); err != nil || !ok {
			b.Fatal(ok, err)
		}
	}
}

// What the same condition costs in expr over a map, where a missing value is an error.
func BenchmarkConditionInExpr(b *testing.B) {
	env := environment().Values
	p, err := expr.Compile(typical, expr.Env(env), expr.AsBool())
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := expr.Run(p, env); err != nil || ok != true {
			b.Fatal(ok, err)
		}
	}
}

// What it costs in Go over the same values.
func BenchmarkConditionInGo(b *testing.B) {
	env := environment().Values
	b.ReportAllocs()
	for b.Loop() {
		tier, _ := env["tier"].(string)
		seats, hasSeats := env["account"].(map[string]any)["seats"].(float64)
		users, hasUsers := env["metric"].(map[string]any)["active_users_7d"].(float64)
		if (tier != "high" && tier != "low") || !hasSeats || seats < 10 || !hasUsers || users/seats >= 0.8 {
			b.Fatal("not satisfied")
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	names := scope()
	b.ReportAllocs()
	for b.Loop() {
		_, problems := expression.Compile(`metric.active_users_7d >= 0.7 * account.seats && health.band == "green"`, names, expression.Bool)
		require.Empty(b, problems)
	}
}

func BenchmarkTemplate(b *testing.B) {
	t, problems := expression.CompileTemplate(`{{ account.name }} fell to {{ health.score }}`, scope())
	require.Empty(b, problems)
	env := environment()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := t.Render(env); err != nil {
			b.Fatal(err)
		}
	}
}
