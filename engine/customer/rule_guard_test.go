package customer

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const sellToTheSatisfied = `
guard "satisfied" {
  tags      = ["commercial"]
  when      = "health.band == 'green' && !running.rescue"
  otherwise = "continue"
}
guard "big" {
  tags      = ["commercial", "upsell"]
  when      = "account.seats >= 3"
  otherwise = "continue"
}
`

func commercial(tags, more string) string {
	return play("p", "tags = ["+tags+"]\n"+onTicket+more)
}

func TestGuardsRefuseThePlaybooksWithTheirTags(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tags, more, reason, detail string
		seats                      any
		logins                     []string
	}{
		"no tag of a guard":  {`"rescue"`, "", "p enrolled", "The event ticket arrived.", 1.0, nil},
		"nothing is known":   {`"upsell"`, "", "p skipped guard", `The guard "big" keeps it back: account.seats is missing.`, nil, nil},
		"not healthy enough": {`"commercial"`, "", "p skipped guard", `The guard "satisfied" keeps it back: health.band is "red", running.rescue is false.`, 4.0, []string{"a"}},
		"healthy":            {`"commercial"`, "", "p enrolled", "The event ticket arrived.", 4.0, []string{"a", "b", "c", "d"}},
		"both have to pass":  {`"x", "commercial"`, "", "p skipped guard", `The guard "big" keeps it back: account.seats is 2.`, 2.0, []string{"a", "b"}},
		"only the other":     {`"upsell"`, "", "p enrolled", "The event ticket arrived.", 3.0, nil},
		"condition first":    {`"upsell"`, "\nwhen = \"account.seats > 100\"", "p skipped condition", "The playbook's condition is not met: account.seats is 1.", 1.0, nil},
		"before a dry run":   {`"upsell"`, "\nmode = \"dry_run\"", "p skipped guard", `The guard "big" keeps it back: account.seats is 1.`, 1.0, nil},
	} {
		st := newScenario(t, company, sellToTheSatisfied, play("rescue", `trigger "event" { event = "connected" }`), commercial(c.tags, c.more))
		st.update(start, map[string]any{"status": "customer"})
		st.login(at("1h"), c.logins...)
		st.update(at("2h"), map[string]any{"status": "customer", "seats": c.seats})
		d := st.event(at("3h"), "ticket")
		require.Equal(t, []string{c.reason}, summary(d), name)
		require.Equal(t, c.detail, d[0].Detail, name)
	}
}

// A guard is asked at the moment of the decision: after what was due, and after what was decided before it.
func TestGuardsSeeWhatWasDecidedBefore(t *testing.T) {
	t.Parallel()
	rescue := play("rescue", "priority = 9\ntrigger \"event\" {\n event = \"ticket\"\n when = \"event.level >= 3\"\n}")
	st := customer(t, sellToTheSatisfied, rescue, commercial(`"commercial"`, ""))
	st.login(at("1h"), "a", "b", "c", "d")
	d := st.event(at("2h"), "ticket", "level", 3.0)
	require.Equal(t, []string{"rescue enrolled", "p skipped guard"}, summary(d))
	require.Equal(t, `The guard "satisfied" keeps it back: health.band is "green", running.rescue is true.`, d[1].Detail)
	st.finish(at("3h"), "rescue")
	require.Equal(t, []string{"rescue skipped trigger_condition", "p enrolled"}, summary(st.event(at("3h"), "ticket", "level", 1.0)))
}

func TestAGuardThatFailsIsAReason(t *testing.T) {
	t.Parallel()
	st := customer(t, "guard \"odd\" {\n tags = [\"commercial\"]\n when = \"int(account.name) > 0\"\n otherwise = \"continue\"\n}", commercial(`"commercial"`, ""))
	st.send(at("1h"), Entry{Source: SourceTend, Type: TypeAccountUpdated, Data: data("name", "Acme")})
	d := st.event(at("2h"), "ticket")
	require.Equal(t, []string{"p skipped expression_error"}, summary(d))
	require.Contains(t, d[0].Detail, `The condition of the guard "odd" could not be evaluated: `)
}

func TestWhyTellsOfEveryGuard(t *testing.T) {
	t.Parallel()
	guardsOf := func(tags string, seats float64) RuleStatus {
		st := newScenario(t, company, sellToTheSatisfied, play("rescue", `trigger "event" { event = "connected" }`), commercial(tags, ""))
		st.update(start, map[string]any{"status": "customer", "seats": seats})
		st.login(at("1h"), "a", "b")
		c := st.statusOf("2h")
		i := slices.IndexFunc(c.Rules, func(r RuleStatus) bool { return r.Rule == "guards" })
		return c.Rules[i]
	}
	none := guardsOf(`"x"`, 2)
	require.Equal(t, "No guard holds for the playbook.", none.Detail)
	require.Nil(t, none.Condition)
	one := guardsOf(`"upsell"`, 4)
	require.Equal(t, `The guard "big" lets it pass.`, one.Detail)
	require.Equal(t, "account.seats >= 3", one.Condition.Source)

	both := guardsOf(`"commercial"`, 2)
	require.Equal(t, Refused, both.Verdict)
	require.Equal(t, ReasonGuard, both.Reason)
	require.Equal(t, "(account.seats >= 3) && (health.band == 'green' && !running.rescue)", both.Condition.Source)
	require.Equal(t, "false", both.Condition.Value)
	require.Len(t, both.Condition.Parts, 2)
	require.Equal(t, "true", both.Condition.Parts[1].Value)
}

// What a guard refuses is kept, and decided again when something changes that the guard reads: by an entry, by a
// window that slides, or by a new day.
func TestAGuardThatTurnsTrueLetsPassWhatWasKept(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		when         string
		happens      func(*scenario)
		after, until string // when it is enrolled
	}{
		"an attribute": {"account.seats >= 5", func(st *scenario) {
			st.update(at("3d"), map[string]any{"status": "customer", "seats": 5.0})
		}, "3d", "3d"},
		"a window slides": {"metric.usage_10d == 0", func(*scenario) {}, "10d", "11d"},
		"a comparison":    {"!(previous.bad_tickets_2d == nil)", func(*scenario) {}, "4d", "5d"},
		"a day":           {"days_since(account.signed) >= 10", func(*scenario) {}, "9d15h", "9d15h"},
		"nothing does":    {"account.seats >= 5", func(*scenario) {}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			guard := "guard \"g\" {\n tags = [\"commercial\"]\n when = \"" + c.when + "\"\n otherwise = \"continue\"\n}"
			st := newScenario(t, company, `attribute "account" "signed" { type = date }`, guard, commercial(`"commercial"`, "\nenroll { hold = \"40d\" }"))
			st.update(start, map[string]any{"status": "customer", "seats": 4.0, "signed": "2026-03-03"})
			st.event(at("1h"), "used", "n", 3.0)
			require.Equal(t, []string{"p pending guard"}, summary(st.event(at("1d"), "ticket")))
			c.happens(st)
			over := at("41d").Add(-time.Hour) // the clock was put forward
			st.advance(over.Add(-time.Second))
			last := st.all[len(st.all)-1]
			if c.after == "" {
				require.Equal(t, Pending, last.Outcome)
				require.Equal(t, []string{"p skipped guard"}, summary(st.advance(over)))
				return
			}
			require.Equal(t, Enrol, last.Outcome)
			require.False(t, last.At.Before(at(c.after)), last.At)
			require.False(t, last.At.After(at(c.until)), last.At)
		})
	}
}

// What moves while a guard goes on keeping back is no reason to ask the other rules: it is decided again when the
// guard lets it pass.
func TestWhatAGuardReadsMayMoveWhileItKeepsBack(t *testing.T) {
	t.Parallel()
	guard := "guard \"calm\" {\n tags = [\"commercial\"]\n when = \"metric.usage_10d == 0\"\n otherwise = \"continue\"\n}"
	st := newScenario(t, company, guard, commercial(`"commercial"`, "\nwhen = \"account.seats >= 3\"\nenroll { hold = \"40d\" }"))
	seats := func(now string, n float64) []Decision {
		return st.update(at(now), map[string]any{"status": "customer", "seats": n})
	}
	seats("0s", 4)
	st.event(at("1h"), "used", "n", 3.0)
	require.Equal(t, []string{"p pending guard"}, summary(st.event(at("1d"), "ticket")))
	require.Empty(t, seats("2d", 1))
	require.Empty(t, st.event(at("3d"), "used", "n", 1.0), "the playbook's condition isn't asked")
	require.Empty(t, seats("4d", 4))
	require.Equal(t, []string{"p enrolled"}, summary(st.advance(at("20d"))))
}
