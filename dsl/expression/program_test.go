package expression_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

func TestReads(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]struct{ compiled, restored []string }{
		`tier == "high"`:                        {[]string{"tier"}, []string{"tier"}},
		`tier in ["high"] && account.seats > 1`: {[]string{"account.seats", "tier"}, []string{"account.seats", "tier"}},
		`health.measures.usage > 1`:             {[]string{"health.measures"}, nil},
		`account["seats"] > account?.seats`:     {[]string{"account.seats"}, nil},
		`keys(metric)`:                          {[]string{"metric.*"}, []string{"metric", "metric.*"}},
		`metric[tier]`:                          {[]string{"metric.*", "tier"}, []string{"metric", "metric.*", "tier"}},
		`contact`:                               {[]string{"contact.*"}, []string{"contact", "contact.*"}},
		`tier`:                                  {[]string{"tier"}, []string{"tier", "tier.*"}},
		`any(contacts.champions, .score > account.seats)`:          {[]string{"account.seats", "contacts.champions"}, nil},
		`map(contacts.champions, filter(account.tags, # != tier))`: {[]string{"account.tags", "contacts.champions", "tier"}, nil},
		`let m = metric; m.tickets_30d`:                            {[]string{"metric.*"}, []string{"metric", "metric.*"}},
		`let x = account.seats; x > x`:                             {[]string{"account.seats"}, nil},
		`upper(account.name) matches "x"`:                          {[]string{"account.name"}, nil},
		`event.count ?? var.limit`:                                 {[]string{"event.count", "var.limit"}, nil},
		`account.active ? tier : health.band`:                      {[]string{"account.active", "health.band", "tier"}, []string{"account.active", "health.band", "tier", "tier.*"}},
		`{a: account.name}.a`:                                      {[]string{"account.name"}, nil},
		`account.tags[account.seats:]`:                             {[]string{"account.seats", "account.tags"}, nil},
		`1 < account.seats < 3`:                                    {[]string{"account.seats"}, nil},
		`1 + 1`:                                                    {nil, nil},
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			p, problems := expression.Compile(src, scope(), expression.Any)
			require.Empty(t, problems)
			require.Equal(t, want.compiled, p.Reads())
			restored, err := expression.Restore(src)
			require.NoError(t, err)
			if want.restored == nil {
				want.restored = want.compiled
			}
			require.Equal(t, want.restored, restored.Reads())
		})
	}
}

func TestReadsClock(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]bool{
		`days_until(account.renewal_date) > 3`:                true,
		`any(1..2, days_since(account.start_date) > #)`:       true,
		`after(account.renewal_date, "3d") > run.started_at`:  false,
		`business_days(account.start_date, "2026-01-01") > 1`: false,
		`account.seats > 3`: false,
	} {
		p, problems := expression.Compile(src, scope(), expression.Any)
		require.Empty(t, problems)
		require.Equal(t, want, p.ReadsClock(), src)
		require.Equal(t, src, p.Source())
	}
}

func TestTheTypeOfTheResult(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`account.seats * 2`: "number", `account.name + "x"`: "string", `account.name`: "string", `account.csm`: "member", `tier == "high"`: "bool",
		`contacts.champions`: "list of object", `map(contacts.champions, .name)`: "list of string", `contacts.champions[0].score`: "number",
		`account.active ? 1 : 2`: "number", `account.active ? 1 : "a"`: "anything", `account.active ? nil : "a"`: "string", `account.csm ?? "nobody"`: "string",
		`var.limit`: "anything", `account.renewal_date`: "date", `before(account.renewal_date, "1d")`: "time", `{a: 1}.a`: "number", `{a: 1}`: "object",
		`[1, "a"]`: "list", `health.measures[tier]`: "number", `sum(contacts.champions, .score)`: "number", `find(contacts.champions, .score > 1).name`: "string",
		`first(account.tags)`: "string", `sort(account.tags)`: "list of string", `event.anything`: "anything", `account[tier]`: "anything", `nil`: "anything",
		`1..3`: "list of number", `groupBy(contacts.champions, .role).x`: "anything", `account.name[1:]`: "string",
	} {
		p, problems := expression.Compile(src, scope(), expression.Any)
		require.Empty(t, problems, src)
		require.Equal(t, want, p.Type().String(), src)
	}
	p, err := expression.Restore(`account.name`)
	require.NoError(t, err)
	require.Equal(t, expression.KindAny, p.Type().Kind)
}

func TestAProgramIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	p, problems := expression.Compile(`let x = len(filter(contacts.champions, .score > 1)); x == 2 && tier == "high"`, scope(), expression.Bool)
	require.Empty(t, problems)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				ok, err := p.True(environment())
				if !ok || err != nil {
					t.Errorf("got %v, %v", ok, err)
				}
			}
		})
	}
	all.Wait()
}
