package expression_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl/expression"
)

// paths are names to read: with a top level and a member, or deeper.
var paths = []string{
	"account.seats", "account.name", "account.tags", "account.active", "metric.tickets_30d", "metric.active_users_7d", "health.score", "health.band",
	"health.measures.usage", "tier", "contact.name", "contacts.champions", "event.count", "event.nested", "var.limit", "var.word", "run.started_at",
}

// reading draws expressions that read values in all the ways there are. Whether they make sense of the
// values plays no part: an error is a result too.
func reading(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		read := rapid.SampledFrom(paths).Draw(t, "path")
		if depth == 0 {
			return read
		}
		a, b := reading(depth-1).Draw(t, "a"), reading(depth-1).Draw(t, "b")
		name := fmt.Sprintf("x%d", depth)
		return rapid.SampledFrom([]string{
			read,
			`account["seats"]`, `account?.seats`, `account?.["name"]`, `get(metric, "tickets_30d")`, `metric[tier]`, `account[` + a + `]`, `get(account, ` + a + `)`,
			`keys(metric)`, `toJSON(health)`, `len(event)`, `("seats" in account)`, `(` + a + ` in contact)`, `[contact, ` + a + `]`, `(account == contact)`,
			`(` + a + ` == ` + b + `)`, `(` + a + ` > ` + b + `)`, `(` + a + ` + ` + b + `)`, `(` + a + ` ?? ` + b + `)`, `(` + a + ` == nil)`, `(` + a + ` == nil || ` + b + ` == nil)`,
			`((` + a + ` != nil) ? ` + b + ` : metric)`, `is_missing(` + a + `)`, `string(` + a + `)`, `days_until(` + a + `)`,
			`(let ` + name + ` = account; ` + name + `.seats == ` + name + `["name"])`, `(let ` + name + ` = ` + a + `; [` + name + `, ` + b + `])`,
			`(let ` + name + ` = contacts; filter(` + name + `.champions, .score == account.seats))`, `(let ` + name + ` = health; ` + name + `.measures.usage)`,
			`map(contacts.champions, [.score, ` + a + `])`, `any(account.tags, # == ` + a + `)`, `reduce(1..3, #acc == ` + a + `, ` + b + `)`,
			`sortBy(contacts.champions, ` + a + `)`, `{x: ` + a + `}.x`, `{y: account}.y.name`,
		}).Draw(t, "form")
	})
}

// everyName is what the environment of the tests has at two levels.
func everyName(env expression.Env) []string {
	var all []string
	for top, v := range env.Values {
		members, _ := v.(map[string]any)
		for name := range members {
			all = append(all, top+"."+name)
		}
		if members == nil {
			all = append(all, top)
		}
	}
	slices.Sort(all)
	return all
}

// changed is the environment of the tests with other values, of other kinds even, wherever reads allows it.
func changed(t *rapid.T, reads []string, clock bool) expression.Env {
	env := environment()
	env.Values["account"].(map[string]any)["csm"] = nil
	for _, name := range everyName(env) {
		top, member, dotted := strings.Cut(name, ".")
		if slices.Contains(reads, name) || slices.Contains(reads, top+".*") {
			continue
		}
		other := rapid.SampledFrom([]any{nil, true, -7.0, "high", "2020-02-02", []any{1.0, "b"}, map[string]any{"seats": 1.0}}).Draw(t, name)
		if dotted {
			env.Values[top].(map[string]any)[member] = other
		} else {
			env.Values[name] = other
		}
	}
	if !clock {
		env.Clock.Now = env.Clock.Now.AddDate(0, 5, 1)
	}
	return env
}

// What a program doesn't name as read can change in any way, and its result stays the same: so the
// engine may leave it alone when only such values change.
func TestWhatIsNotReadDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		src := reading(rapid.IntRange(0, 3).Draw(r, "depth")).Draw(r, "expression")
		p, err := expression.Restore(src)
		if err != nil {
			r.Skip("kinds that don't go together")
		}
		programs := []*expression.Program{p}
		if compiled, _ := expression.Compile(src, scope(), expression.Any); compiled != nil {
			programs = append(programs, compiled)
			require.Subset(r, p.Reads(), compiled.Reads(), "a restored program reads at least what the compiled one reads")
		}
		for _, p := range programs {
			env := changed(r, p.Reads(), p.ReadsClock())
			before, errBefore := p.Eval(environment())
			after, errAfter := p.Eval(env)
			require.Equal(r, before, after, "%s reads %v", src, p.Reads())
			require.Equal(r, fmt.Sprint(errBefore), fmt.Sprint(errAfter))
		}
	})
}

// The other way round: each name that is read can matter. It is asked of expressions in which every
// part counts.
func TestWhatIsReadCanMatter(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		`[account.seats, metric.tickets_30d, tier]`, `let m = metric; [m.active_users_7d, m.last_plan]`, `account["name"] + account?.status`,
		`map(contacts.champions, [.score, health.score])`, `get(account, "seats") + event.count`, `health.measures.usage - health.measures.support`,
	} {
		p, problems := expression.Compile(src, scope(), expression.Any)
		require.Empty(t, problems)
		before, err := p.Eval(environment())
		require.NoError(t, err)
		for _, name := range p.Reads() {
			env := environment()
			top, member, dotted := strings.Cut(name, ".")
			switch {
			case !dotted:
				env.Values[top] = "another"
			case name == "metric.tickets_30d":
				env.Values[top].(map[string]any)[member] = 1.0
			default:
				delete(env.Values[top].(map[string]any), member)
			}
			after, err := p.Eval(env)
			require.NoError(t, err)
			require.NotEqual(t, before, after, "%s reads %s", src, name)
		}
	}
}
