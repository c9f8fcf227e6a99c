package expression_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

func BenchmarkCondition(b *testing.B) {
	p, problems := expression.Compile(`tier in ["high", "low"] && days_until(account.renewal_date) in 0..180`, scope(), expression.Bool)
	require.Empty(b, problems)
	env := environment()
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := p.True(env); err != nil || !ok {
			b.Fatal(ok, err)
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
