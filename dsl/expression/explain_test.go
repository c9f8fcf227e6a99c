package expression_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl/expression"
)

// drawn is a part and those inside of it, a line each: what came out, the text, and what it read.
func drawn(p expression.Part, indent string) string {
	sign := map[bool]string{true: "+", false: "-"}[p.True]
	if p.Missing {
		sign += "?"
	}
	line := strings.TrimRight(fmt.Sprintf("%s%s %s %s", indent, sign, p.Source, p.Operator), " ")
	for _, r := range p.Reads {
		line += fmt.Sprintf(" [%s = %v]", r.Source, r.Value)
	}
	if p.Problem != "" {
		line += " !" + p.Problem[strings.LastIndex(p.Problem, ": ")+2:]
	}
	for _, inside := range p.Parts {
		line += "\n" + drawn(inside, indent+"  ")
	}
	return line
}

func TestExplain(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`account.seats > 10`:                         `+ account.seats > 10 [account.seats = 20]`,
		`tier == "high"`:                             `+ tier == "high" [tier = high]`,
		`account.active`:                             `-? account.active [account.active = <nil>]`,
		`tier in ["low"]`:                            `- tier in ["low"] [tier = high]`,
		`tier not in ["low"]`:                        `+ tier not in ["low"] [tier = high]`,
		`is_missing(event.x)`:                        `+ is_missing(event.x) [event.x = <nil>]`,
		`metric.tickets_30d>1`:                       `-? metric.tickets_30d > 1 [metric.tickets_30d = <nil>]`,
		`float(var.word) > 1`:                        `- float(var.word) > 1 [var.word = seven] !the string is not a number`,
		`account.seats in 5..9`:                      `- account.seats in 5..9 [account.seats = 20]`,
		`days_until(account.renewal_date) in 0..180`: `+ days_until(account.renewal_date) in 0..180 [days_until(account.renewal_date) = 91] [account.renewal_date = 2026-07-01]`,
		`(metric.active_users_7d + 1) / account.seats >= 0.7`: `+ (metric.active_users_7d + 1) / account.seats >= 0.7` +
			` [(metric.active_users_7d + 1) / account.seats = 0.8] [metric.active_users_7d = 15] [account.seats = 20]`,
		`any(contacts.champions, .score > 5)`: `+ any(contacts.champions,.score > 5)` +
			` [contacts.champions = [map[id:k name:Kenji role:champion score:9] map[id:m name:Mai role:admin score:4.5] map[id:u name:Uta role:champion]]]`,
		"tier == 'high' // the best\n && (account.seats > 100 or account.seats < 50) and health.score > 75": `
- tier == 'high' && (account.seats > 100 or account.seats < 50) and health.score > 75 &&
  + tier == 'high' [tier = high]
  + account.seats > 100 or account.seats < 50 ||
    - account.seats > 100 [account.seats = 20]
    + account.seats < 50 [account.seats = 20]
  - health.score > 75 [health.score = 71.5]`,
		`!(health.band == "red" || account.seats > 5)`: `
- !(health.band == "red" || account.seats > 5) !
  + health.band == "red" || account.seats > 5 ||
    -? health.band == "red" [health.band = <nil>]
    + account.seats > 5 [account.seats = 20]`,
		`let s = account.seats * 2; s > 30 && s < 50`: `
+ let s = account.seats * 2; s > 30 && s < 50 &&
  + s > 30 [account.seats = 20] [s = 40]
  + s < 50 [account.seats = 20] [s = 40]`,
		`tier == "high" ? account.seats > 5 : account.seats > 50`: `
+ tier == "high" ? account.seats > 5 : account.seats > 50 ?:
  + tier == "high" [tier = high]
  + account.seats > 5 [account.seats = 20]
  - account.seats > 50 [account.seats = 20]`,
		`tier == "low" && float(var.word) > 1`: `
- tier == "low" && float(var.word) > 1 &&
  - tier == "low" [tier = high]
  - float(var.word) > 1 [var.word = seven] !the string is not a number`,
		`10 < account.seats < 30`: `
+ 10 < account.seats < 30 &&
  + 10 < account.seats [account.seats = 20]
  + account.seats < 30 [account.seats = 20]`,
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			p, problems := expression.Compile(src, scope(), expression.Bool)
			require.Empty(t, problems)
			require.Equal(t, strings.TrimPrefix(want, "\n"), drawn(p.Explain(environment()), ""))
		})
	}
}

func TestExplainNamesPathsAndFunctions(t *testing.T) {
	t.Parallel()
	p, problems := expression.Compile(`days_until(account.renewal_date) > 3`, scope(), expression.Bool)
	require.Empty(t, problems)
	reads := p.Explain(environment()).Reads
	require.Equal(t, "days_until", reads[0].Function)
	require.Nil(t, reads[0].Path)
	require.Equal(t, []string{"account", "renewal_date"}, reads[1].Path)
}

func TestExplainSaysWhereItFails(t *testing.T) {
	t.Parallel()
	p, err := expression.Restore(`tier == "high" && float(var.word) > 1`)
	require.NoError(t, err)
	_, failed := p.True(environment())
	part := p.Explain(environment())
	require.Equal(t, failed.Error(), part.Problem)
	require.Equal(t, failed.Error(), part.Parts[1].Problem, "the part is where the whole fails")
}

func TestExplainHasAnEnd(t *testing.T) {
	t.Parallel()
	src := strings.Repeat("!", 1500) + "(tier == 'high')"
	p, err := expression.Restore(src)
	require.NoError(t, err)
	depth := 0
	for part := p.Explain(environment()); len(part.Parts) > 0; part = part.Parts[0] {
		depth++
	}
	require.Less(t, depth, 250)
}

// Whatever the condition, its parts say of the whole what a decision says.
func TestExplainAgreesWithTheDecision(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		p := everything.program(r)
		part := p.Explain(environment())
		truth, err := p.True(environment())
		require.NoError(r, err)
		_, missing, err := p.Decide(environment())
		require.NoError(r, err)
		require.Equal(r, truth, part.True)
		require.Equal(r, missing, part.Missing)
		requireJoined(r, part)
	})
}

// requireJoined asks that what came out of the parts gives what came out of the whole.
func requireJoined(r *rapid.T, p expression.Part) {
	all, one := true, false
	for _, inside := range p.Parts {
		all, one = all && inside.True, one || inside.True
		requireJoined(r, inside)
	}
	switch p.Operator {
	case "&&":
		require.Equal(r, all, p.True, p.Source)
	case "||":
		require.Equal(r, one, p.True, p.Source)
	case "!":
		require.Equal(r, !one, p.True, p.Source)
	case "?:":
		require.Equal(r, p.Parts[0].True && p.Parts[1].True || !p.Parts[0].True && p.Parts[2].True, p.True, p.Source)
	}
}
