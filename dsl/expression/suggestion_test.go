package expression_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

// A suggestion is written in the place of what the problem marks.
func TestSuggestionsMend(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`account.seets > 1`:                            `account.seats > 1`,
		`acount.seats > 1`:                             `account.seats > 1`,
		`tickets_30d > 1`:                              `metric.tickets_30d > 1`,
		`lenght(account.name) > 1`:                     `len(account.name) > 1`,
		`any(contacts.champions, .rol == "champion")`:  `any(contacts.champions, .role == "champion")`,
		`account.status == 'custmer'`:                  `account.status == 'customer'`,
		`account.status == "custmer"`:                  `account.status == "customer"`,
		`account.seats > '5'`:                          `account.seats > 5`,
		`run.started_at < '2026-07-01T09:00:00+09:00'`: `run.started_at < '2026-07-01T00:00:00.000Z'`,
		`account.seats = 1`:                            `account.seats == 1`,
		`account.seats => 1`:                           `account.seats >= 1`,
		`account.seats <> 1`:                           `account.seats != 1`,
		`account.active AND account.seats > 1`:         `account.active and account.seats > 1`,
		`account.seats ＞ 1`:                            `account.seats > 1`,
		`account.name == null`:                         `account.name == nil`,
		`account.active == TRUE`:                       `account.active == true`,
		`account.seats equals 5`:                       `account.seats == 5`,
		`account.status == customer`:                   `account.status == 'customer'`,
		`account.seats > ${var.yes ? 1 : 2}`:           ``,
		`account.active == ${ var.yes }`:               `account.active == var.yes`,
		`account.seats > 1 account.seats < 5`:          ``,
		`upper(account.name | lower) == 'x'`:           ``,
		`zebra > 1`:                                    ``,
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			_, problems := expression.Compile(src, scope(), expression.Bool)
			require.NotEmpty(t, problems)
			p := problems[0]
			if want == "" {
				require.Empty(t, p.Suggestion, "nothing in particular was meant")
				return
			}
			mended := src[:p.Start] + p.Suggestion + src[p.End:]
			require.Equal(t, want, mended)
			_, problems = expression.Compile(mended, scope(), expression.Bool)
			require.Empty(t, problems)
		})
	}
}
