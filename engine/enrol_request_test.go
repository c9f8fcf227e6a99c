package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/enginetest"
	"github.com/tendhq/tend/engine/store"
)

const invite = `
tier "busy" { when = "metric.tickets_7d >= 2" }
tier "calm" {}
playbook "invite" {
  trigger "manual" { when = "trigger.by != 'bot'" }
  when = "metric.tickets_7d < 2"
  enroll { cooldown = "30d" }
  action "note" "hello" { text = "{{ trigger.by }}: {{ trigger.note ?? 'no note' }}" }
  wait "a_day" { for = "1d" }
}
`

func accounts(ids ...string) (members []engine.Member) {
	for _, id := range ids {
		members = append(members, engine.Member{Account: id})
	}
	return members
}

// enrolled returns what became of a request, a line each.
func enrolled(t *testing.T, h *harness, r engine.EnrolmentRequest, ids ...string) (lines []string) {
	t.Helper()
	all, err := h.Engine.Enrol(t.Context(), r, accounts(ids...))
	require.NoError(t, err)
	for _, one := range all {
		line := one.Account
		if one.Decision != nil {
			line += fmt.Sprintf(" %s %s", one.Decision.Outcome, one.Decision.Reason)
		}
		if one.Repeated {
			line += " repeated"
		}
		lines = append(lines, line+one.Problem)
	}
	return lines
}

// inviting returns an engine in which acme may be invited, globex has too many tickets, and zenith is in already.
func inviting(t *testing.T) *harness {
	t.Helper()
	h := newHarness(t, declarations+invite+welcome)
	for _, id := range []string{"acme", "globex", "zenith"} {
		h.PutAccount(id)
		h.Ingest("t1"+id, "ticket", id)
	}
	h.Ingest("t2", "ticket", "globex")
	require.Equal(t, []string{"zenith enrolled "}, enrolled(t, h, engine.EnrolmentRequest{ID: "r0", Playbook: "invite", By: "hana"}, "zenith"))
	h.Work()
	return h
}

func TestEnrolmentByHandAsksAllRules(t *testing.T) {
	t.Parallel()
	h := inviting(t)
	r := engine.EnrolmentRequest{ID: "r1", Playbook: "invite", By: "hana", Note: "they asked"}
	require.Equal(t, []string{
		"acme enrolled ", "globex skipped condition", "zenith skipped already_running", `nobodyno account has the ID "nobody"`,
	}, enrolled(t, h, r, "acme", "globex", "zenith", "nobody"))
	h.Work()
	require.Equal(t, []string{"hana: no note", "hana: they asked"}, h.Notes.Texts)
	last := h.Decisions()[len(h.Decisions())-3]
	require.Equal(t, `hana asked for it: "they asked".`, last.Detail)
	require.Equal(t, "manual", last.Trigger)
	require.NotContains(t, last.CauseID, "acme")
	r.ID, r.By = "r2", "bot"
	require.Equal(t, []string{"globex skipped trigger_condition"}, enrolled(t, h, r, "globex"))
}

func TestARequestEnrolsOnce(t *testing.T) {
	t.Parallel()
	h := inviting(t)
	r := engine.EnrolmentRequest{ID: "r1", Playbook: "invite", By: "hana"}
	require.Equal(t, []string{"acme enrolled ", "globex skipped condition"}, enrolled(t, h, r, "acme", "globex"))
	h.Work()
	known := h.Decisions()
	h.Advance(40 * 24 * time.Hour) // the run and the cooldown are over, the tickets too
	h.Open(declarations + invite + welcome)
	require.Equal(t, []string{"acme enrolled  repeated", "globex skipped condition repeated"}, enrolled(t, h, r, "acme", "globex"))
	require.Equal(t, known, h.Decisions())
	r.Note = "another"
	require.Contains(t, enrolled(t, h, r, "acme")[0], "made before, by another or with another note")
	r.ID = "r2"
	require.Equal(t, []string{"acme enrolled "}, enrolled(t, h, r, "acme"))
}

func TestAPreviewSaysWhatWillBeDecidedAndChangesNothing(t *testing.T) {
	t.Parallel()
	h := inviting(t)
	h.Clock.Advance(7*24*time.Hour + 2*time.Hour) // globex' tickets have left the window, which nobody has noticed yet
	before := h.Decisions()
	r := engine.EnrolmentRequest{ID: "r1", Playbook: "invite", By: "hana", Preview: true}
	whom := accounts("acme", "globex", "zenith", "nobody")
	preview, err := h.Engine.Enrol(t.Context(), r, whom)
	require.NoError(t, err)
	require.Equal(t, before, h.Decisions())
	h.View(func(r store.Reader) error {
		seq, err := r.LastSeq("acme")
		require.EqualValues(t, 2, seq, "its update and its ticket")
		return err
	})
	require.Equal(t, customer.Enrol, preview[1].Decision.Outcome)
	h.Advance(time.Millisecond) // zenith's run ends: only that the preview can't know
	r.Preview = false
	done, err := h.Engine.Enrol(t.Context(), r, whom)
	require.NoError(t, err)
	for i, one := range done {
		if one.Account != "zenith" && one.Decision != nil {
			one.Decision.At, one.Decision.Values["at"] = preview[i].Decision.At, preview[i].Decision.Values["at"]
			require.Equal(t, preview[i], one)
		}
	}
	require.Equal(t, preview[3], done[3])
}

func TestAFilterSelectsByTheFactsOfNow(t *testing.T) {
	t.Parallel()
	h := inviting(t)
	pick := func(where string) (all []string) {
		for after := ""; ; {
			s, err := h.Engine.Select(t.Context(), where, after, 2)
			require.NoError(t, err)
			require.LessOrEqual(t, s.Scanned, 2)
			all = append(all, s.Accounts...)
			if after = s.Next; after == "" {
				return all
			}
		}
	}
	require.Equal(t, []string{"acme", "globex", "zenith"}, pick("true"))
	require.Equal(t, []string{"globex"}, pick("metric.tickets_7d >= 2"))
	require.Equal(t, []string{"globex"}, pick("tier == 'busy'"))
	require.Equal(t, []string{"zenith"}, pick("running.invite"))
	require.Empty(t, pick("change.tickets_7d > -9"), "a missing value satisfies nothing")
	h.Clock.Advance(7*24*time.Hour + 2*time.Hour)
	require.Empty(t, pick("metric.tickets_7d >= 2 || tier == 'busy'"), "what has become due counts, swept or not")
	_, err := h.Engine.Publish(t.Context(), enginetest.Load(t, declarations+invite+welcome+`
metric "tickets_60d" {
  event  = "ticket"
  window = "60d"
}`), "one more metric")
	require.NoError(t, err)
	require.Equal(t, []string{"globex"}, pick("metric.tickets_60d >= 2"), "a new metric is filled back for the look")
}

func TestWhatCannotBeEnrolledByHand(t *testing.T) {
	t.Parallel()
	h := inviting(t)
	ask := func(r engine.EnrolmentRequest, m ...engine.Member) error {
		_, err := h.Engine.Enrol(t.Context(), r, m)
		return err
	}
	require.ErrorIs(t, ask(engine.EnrolmentRequest{ID: "r", Playbook: "invit"}), store.ErrNotFound)
	require.ErrorContains(t, ask(engine.EnrolmentRequest{ID: "r", Playbook: "welcome"}), `"welcome" has no trigger "manual": write trigger "manual" {} into it`)
	require.ErrorContains(t, ask(engine.EnrolmentRequest{Playbook: "invite"}), "give each request an ID of its own")
	require.ErrorContains(t, ask(engine.EnrolmentRequest{ID: "r", Playbook: "invite", Note: "a\nb"}), "note: is a line")
	require.ErrorContains(t, ask(engine.EnrolmentRequest{ID: "r", Playbook: "invite"}, engine.Member{Account: "acme", Contact: "kenji"}), "enrols accounts")
	for where, says := range map[string]string{
		"":                   "where: the expression is empty",
		"accont.ltv > 1":     "Did you mean \"account\"?",
		"account.ltv + 1":    "where: ",
		"account.ltv > 1 &&": "where: ",
		"event.id == 'x'":    "where: ",
	} {
		_, err := h.Engine.Select(t.Context(), where, "", 10)
		var invalid *engine.InvalidError
		require.ErrorAs(t, err, &invalid, where)
		require.ErrorContains(t, err, says)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := h.Engine.Enrol(ctx, engine.EnrolmentRequest{ID: "r", Playbook: "invite"}, accounts("acme"))
	require.ErrorIs(t, err, context.Canceled)
}

func TestAPreviewKnowsTheCapacityOfAllAccounts(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`
playbook "p" {
  trigger "manual" {}
  enroll { max_running = 1 }
  wait "month" { for = "30d" }
}
`)
	h.PutAccount("a")
	h.PutAccount("b")
	r := engine.EnrolmentRequest{ID: "r", Playbook: "p", Preview: true}
	require.Equal(t, []string{"b enrolled "}, enrolled(t, h, r, "b"))
	r.Preview = false
	require.Equal(t, []string{"a enrolled "}, enrolled(t, h, r, "a"))
	r.Preview = true
	require.Equal(t, []string{"b skipped max_running"}, enrolled(t, h, r, "b"))
}

// A preview says of each what will be decided, in the order in which it will be.
func TestAPreviewGivesEachPlaceOnce(t *testing.T) {
	t.Parallel()
	for rules, want := range map[string][]string{
		`max_running = 2`:                                            {"a enrolled ", "b enrolled ", "c skipped max_running", "d skipped max_running"},
		"quota = \"2 per day\"\nhold = \"5d\"":                       {"a enrolled ", "b enrolled ", "c pending quota", "d pending quota"},
		"quota = \"2 per day\"\norder_by = \"account.ltv\"":          {"a skipped quota", "b enrolled ", "c skipped quota", "d enrolled "},
		"max_running = 2\nhold = \"5d\"\norder_by = \"account.ltv\"": {"a pending max_running", "b enrolled ", "c pending max_running", "d enrolled "},
	} {
		h := newHarness(t, declarations+`
playbook "p" {
  trigger "manual" {}
  enroll {
`+rules+`
  }
  wait "month" { for = "30d" }
}
`)
		for account, ltv := range map[string]float64{"a": 1, "b": 4, "c": 2, "d": 3} {
			h.putValue(account, ltv)
		}
		r := engine.EnrolmentRequest{ID: "r", Playbook: "p", Preview: true}
		require.Equal(t, want, enrolled(t, h, r, "a", "b", "c", "d"), rules)
		require.Equal(t, []string{want[2]}, enrolled(t, h, engine.EnrolmentRequest{ID: "r", Playbook: "p", Preview: true, Given: 2}, "c"), rules)
		r.Preview = false
		require.Equal(t, want, enrolled(t, h, r, "a", "b", "c", "d"), "and so it is done: "+rules)
		require.Equal(t, "a "+h.lastOf()["a"], strings.TrimSpace(want[0]))
	}
}

// Contacts of one account share its exclusive groups, and nobody is decided twice.
func TestAPreviewKnowsWhatItDecidedOfTheAccount(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`
playbook "p" {
  per = "contact"
  trigger "manual" {}
  enroll { exclusive = "outreach" }
  wait "month" { for = "30d" }
}
`)
	_, err := h.Engine.PutAccount(t.Context(), "a", engine.AccountUpdate{Contacts: []customer.Contact{{ID: "amy"}, {ID: "bob"}}})
	require.NoError(t, err)
	amy, bob := engine.Member{Account: "a", Contact: "amy"}, engine.Member{Account: "a", Contact: "bob"}
	for _, preview := range []bool{true, false} {
		done, err := h.Engine.Enrol(t.Context(), engine.EnrolmentRequest{ID: "r", Playbook: "p", Preview: preview}, []engine.Member{amy, bob, amy})
		require.NoError(t, err)
		require.Equal(t, customer.Enrol, done[0].Decision.Outcome, preview)
		require.Equal(t, customer.ReasonExclusive, done[1].Decision.Reason, preview)
		require.True(t, done[2].Repeated, preview)
		require.Equal(t, customer.Enrol, done[2].Decision.Outcome, preview)
	}
}
