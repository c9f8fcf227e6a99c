package expression_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

func TestReads(t *testing.T) {
	t.Parallel()
	for src, want := range map[string][]string{
		`tier == "high"`:                        {"tier"},
		`tier in ["high"] && account.seats > 1`: {"account.seats", "tier"},
		`health.measures.usage > 1`:             {"health.measures"},
		`account["seats"] > account?.seats`:     {"account.seats"},
		`keys(metric)`:                          {"metric.*"},
		`metric[tier]`:                          {"metric.*", "tier"},
		`contact`:                               {"contact.*"},
		`tier`:                                  {"tier"},
		`any(contacts.champions, .score > account.seats)`:            {"account.seats", "contacts.champions"},
		`map(contacts.champions, filter(account.tags, # != tier))`:   {"account.tags", "contacts.champions", "tier"},
		`let m = metric; m.tickets_30d`:                              {"metric.tickets_30d"},
		`let m = metric; let t = m; t["tickets_30d"] > 1`:            {"metric.tickets_30d"},
		`let m = metric; m[tier]`:                                    {"metric.*", "tier"},
		`let m = metric; keys(m)`:                                    {"metric.*"},
		`let m = metric; true`:                                       nil,
		`let t = tier; t == "high"`:                                  {"tier"},
		`let h = health.measures; any(1..2, h.usage > #)`:            {"health.measures"},
		`let n = account.seats + 1; filter(1..2, # > n)`:             {"account.seats"},
		`let c = contacts; any(c.champions, .score > 1)`:             {"contacts.champions"},
		`get(metric, "tickets_30d") > 1`:                             {"metric.tickets_30d"},
		`get(account?.tags, 0)`:                                      {"account.tags"},
		`get(metric, tier)`:                                          {"metric.*", "tier"},
		`metric | get("tickets_30d")`:                                {"metric.tickets_30d"},
		`"usage" in health.measures && "csm" in account`:             {"account.*", "health.measures"},
		`account?.["seats"] > (account).seats`:                       {"account.seats"},
		`toJSON(event)`:                                              {"event.*"},
		`event.count > 1 || "x" in event`:                            {"event.*", "event.count"},
		`(tier == "low" ? account : contact).name`:                   {"account.*", "contact.*", "tier"},
		`contacts.champions[0].name`:                                 {"contacts.champions"},
		`sum(contacts.champions, let s = .score; s * account.seats)`: {"account.seats", "contacts.champions"},
		`let x = account.seats; x > x`:                               {"account.seats"},
		`upper(account.name) matches "x"`:                            {"account.name"},
		`event.count ?? var.limit`:                                   {"event.count", "var.limit"},
		`account.active ? tier : health.band`:                        {"account.active", "health.band", "tier"},
		`{a: account.name}.a`:                                        {"account.name"},
		`account.tags[account.seats:]`:                               {"account.seats", "account.tags"},
		`1 < account.seats < 3`:                                      {"account.seats"},
		`1 + 1`:                                                      nil,
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			p, problems := expression.Compile(src, scope(), expression.Any)
			require.Empty(t, problems)
			require.Equal(t, want, p.Reads())
			restored, err := expression.Restore(src)
			require.NoError(t, err)
			require.Subset(t, restored.Reads(), want)
		})
	}
}

// Without a scope it isn't known which single name is an object, so both forms are named.
func TestReadsOfARestoredProgram(t *testing.T) {
	t.Parallel()
	for src, want := range map[string][]string{
		`tier == account`: {"account", "account.*", "tier", "tier.*"}, `health.score > event["count"]`: {"event.count", "health.score"},
		`let m = metric; m.logins > m["users"]`: {"metric.logins", "metric.users"}, `keys(metric)`: {"metric", "metric.*"},
	} {
		p, err := expression.Restore(src)
		require.NoError(t, err)
		require.Equal(t, want, p.Reads())
	}
}

func TestReadsClock(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]bool{
		`days_until(account.renewal_date) > 3`:                true,
		`any(1..2, days_since(account.start_date) > #)`:       true,
		`after(account.renewal_date, "3d") > run.started_at`:  false,
		`business_days(account.start_date, "2026-01-01") > 1`: false,
		`account.seats > 3 && account.name != "an account"`:   false,
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
