package expression_test

import (
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

// scope is what the expressions of the tests can read.
func scope() expression.Scope {
	contact := expression.Object(map[string]expression.Type{
		"id": expression.String, "name": expression.String, "score": expression.Number,
		"role": {Kind: expression.KindString, Values: []string{"champion", "admin"}},
	})
	return expression.Scope{
		"account": expression.Object(map[string]expression.Type{
			"name": expression.String, "seats": expression.Number, "renewal_date": expression.Date, "start_date": expression.Date,
			"active": expression.Bool, "csm": expression.Member, "tags": expression.List(expression.String),
			"status": {Kind: expression.KindString, Values: []string{"trial", "customer", "churned"}},
		}),
		"metric": expression.Object(map[string]expression.Type{
			"tickets_30d": expression.Number, "active_users_7d": expression.Number, "last_plan": expression.String,
		}),
		"health": expression.Object(map[string]expression.Type{
			"score":    expression.Number,
			"band":     {Kind: expression.KindString, Values: []string{"green", "yellow", "red"}},
			"measures": expression.Object(map[string]expression.Type{"usage": expression.Number, "support": expression.Number}),
		}),
		"tier":     {Kind: expression.KindString, Values: []string{"high", "low", "tech"}},
		"contact":  contact,
		"contacts": expression.Object(map[string]expression.Type{"champions": expression.List(contact)}),
		"run":      expression.Object(map[string]expression.Type{"started_at": expression.Time}),
		"var":      expression.Any,
		"event":    {Kind: expression.KindObject, Open: true},
	}
}

// environment has no value for metric.tickets_30d, account.csm, account.active and health.band.
func environment() expression.Env {
	contacts := []any{
		map[string]any{"id": "k", "name": "Kenji", "role": "champion", "score": 9.0},
		map[string]any{"id": "m", "name": "Mai", "role": "admin", "score": 4.5},
		map[string]any{"id": "u", "name": "Uta", "role": "champion"},
	}
	return expression.Env{
		Values: map[string]any{
			"account": map[string]any{
				"name": "Acme", "seats": 20.0, "renewal_date": "2026-07-01", "start_date": "2026-03-27", "status": "customer",
				"tags": []any{"b", "a", "b"},
			},
			"metric":   map[string]any{"active_users_7d": 15.0, "last_plan": "pro"},
			"health":   map[string]any{"score": 71.5, "measures": map[string]any{"usage": 80.0, "support": 50.0}},
			"tier":     "high",
			"contact":  maps.Clone(contacts[0].(map[string]any)),
			"contacts": map[string]any{"champions": contacts},
			"run":      map[string]any{"started_at": "2026-03-31T15:00:00.000Z"},
			"var":      map[string]any{"limit": 10, "yes": true, "word": "seven"},
			"event":    map[string]any{"count": 3.0, "nested": []any{[]any{1.0}, []any{2.0, 3.0}}},
		},
		Clock: expression.Clock{Now: time.Date(2026, 4, 1, 0, 30, 0, 0, tokyo), Zone: tokyo},
	}
}

var tokyo = time.FixedZone("JST", 9*60*60)

// eval evaluates an expression compiled and restored, and asks that both agree.
func eval(t testing.TB, src string) any {
	t.Helper()
	p, problems := expression.Compile(src, scope(), expression.Any)
	require.Empty(t, problems, src)
	v, err := p.Eval(environment())
	require.NoError(t, err, src)
	restored, err := expression.Restore(src)
	require.NoError(t, err, src)
	again, err := restored.Eval(environment())
	require.NoError(t, err, src)
	require.Equal(t, v, again, "a restored expression gives the same as the compiled one: %s", src)
	return v
}
