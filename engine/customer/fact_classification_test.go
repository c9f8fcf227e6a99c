package customer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer/window"
)

const classified = `
attribute "account" "ltv" { type = number }
attribute "contact" "role" { type = string }
event "used" { properties = { n = number } }
event "other" {}
metric "usage" {
  event  = "used"
  sum    = "event.n"
  window = "30d"
}
tier "high" {
  when = "account.ltv >= 100"
  hold = "7d"
}
tier "low" {}

scale "use" {
  level "much" {
    when = "metric.usage >= 10 && tier != 'unclassified'"
    hold = "14d"
  }
  level "none" { when = "metric.usage == 0" }
  level "some" {}
}
health_score "s" {
  when = "scale.use != 'none'"
  measure "use" {
    weight = 100
    score  = "metric.usage"
  }
  band "green" { from = 50 }
  band "red" { from = 0 }
}
segment "fans" {
  when = "health.band == 'green' && scale.use == 'much'"
  hold = "2d"
}
segment "using" { when = "metric.usage > 0" }
`

func (st *scenario) ltv(when time.Time, n float64) {
	st.tb.Helper()
	st.update(when, map[string]any{"ltv": n})
}

func TestLevelsAreEnteredAfterTheirHold(t *testing.T) {
	t.Parallel()
	st := newScenario(t, classified)
	st.ltv(at("1d"), 100)
	require.Equal(t, "high", st.s.Tier, "what wasn't classified has nothing to wait in")
	st.ltv(at("2d"), 99)
	require.Equal(t, "low", st.s.Tier, "a level without a hold is entered at once")
	st.ltv(at("3d"), 100)
	require.Equal(t, "low", st.s.Tier)
	require.Equal(t, at("10d"), st.s.NextDue)
	require.Equal(t, "low", st.fact(at("10d").Add(-time.Second), "tier"))
	require.Equal(t, "high", st.fact(at("10d"), "tier"))
	require.Empty(t, st.s.PendingMoves)
}

func TestAHoldBeginsAnewAfterABreak(t *testing.T) {
	t.Parallel()
	st := newScenario(t, classified)
	st.ltv(at("1d"), 1)
	st.ltv(at("2d"), 100)
	st.ltv(at("8d"), 1)
	require.Empty(t, st.s.PendingMoves)
	st.ltv(at("8d1h"), 100)
	require.Equal(t, "low", st.fact(at("15d"), "tier"))
	require.Equal(t, "high", st.fact(at("15d1h"), "tier"))
}

func TestUnknownFactsUnclassifyAtOnce(t *testing.T) {
	t.Parallel()
	st := newScenario(t, classified)
	st.ltv(at("1d"), 1)
	st.update(at("2d"), nil)
	require.Equal(t, dsl.Unclassified, st.s.Tier)
	require.Equal(t, "none", st.s.Scales["use"], "the first level that is told by what is known")
}

func TestScalesAndSegmentsFollowWhatTheyRead(t *testing.T) {
	t.Parallel()
	st := newScenario(t, classified)
	st.ltv(at("1d"), 1)
	require.Equal(t, "none", st.fact(at("1d"), "scale", "use"))
	require.Nil(t, st.s.Health, "scales come before health")
	require.Equal(t, false, st.fact(at("1d"), "segment", "using"))
	st.event(at("2d"), "used", "n", 60.0)
	require.Equal(t, "none", st.s.Scales["use"])
	require.Equal(t, map[string]bool{"using": true}, st.s.Segments)
	require.Nil(t, st.fact(at("16d").Add(-time.Second), "health", "score"))
	require.InDelta(t, 60, st.fact(at("16d"), "health", "score"), 0, "what the scale decides follows at the same instant")
	require.Equal(t, false, st.fact(at("18d").Add(-time.Second), "segment", "fans"))
	require.Equal(t, true, st.fact(at("18d"), "segment", "fans"))
	require.Equal(t, false, st.fact(at("40d"), "segment", "fans"))
	require.Equal(t, "none", st.fact(at("40d"), "scale", "use"))
	require.Nil(t, st.s.Segments)
	require.Equal(t, encoded(t, st.s), encoded(t, stored(t, st.s)))
}

func TestEditsAndImportsDoNotHold(t *testing.T) {
	t.Parallel()
	st := newScenario(t, strings.ReplaceAll(classified, "ltv >= 100", "ltv >= 1000"))
	st.ltv(at("1d"), 100)
	require.Equal(t, "low", st.s.Tier)
	st.core = New(load(t, classified), 2, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("1d"))
	require.Equal(t, "high", st.s.Tier, "the end of a hold would look like something that the customer did")

	st.ltv(at("2d"), 1)
	st.ltv(at("3d"), 100)
	before := st.s.PendingMoves["tier"]
	st.core = New(load(t, classified), 3, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("4d"))
	require.Equal(t, before, st.s.PendingMoves["tier"], "a hold that is on goes on")
	require.Equal(t, "low", st.s.Tier)

	shorter := strings.ReplaceAll(classified, `"7d"`, `"3d"`)
	st.core = New(load(t, shorter), 4, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("4d"))
	require.Equal(t, at("6d"), st.s.NextDue, "as long as it is now")

	st.core = New(load(t, classified[:strings.Index(classified, "scale")]), 5, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("4d"))
	require.Empty(t, st.s.Scales)
	require.Empty(t, st.s.Segments)
}

const people = `
attribute "contact" "role" { type = string }
event "nps" {
  about      = "contact"
  properties = { score = number }
}
event "seen" { about = "contact" }
event "other" {}
metric "last_nps" {
  of    = "contact"
  event = "nps"
  last  = "event.score"
}
metric "visits" {
  of     = "contact"
  event  = "seen"
  window = "7d"
}
metric "worth" {
  of    = "contact"
  value = "metric.last_nps + metric.visits"
}
contacts "loyal" { when = "metric.worth >= 10" }
tier "loved" { when = "len(contacts.loyal) > 0" }
tier "known" {}
segment "promoters" {
  of   = "contact"
  when = "metric.last_nps >= 9"
}
segment "regulars" {
  of   = "contact"
  when = "metric.visits >= 2 && contact.role == 'user'"
  hold = "1d"
}
`

func (st *scenario) nps(when time.Time, contact string, score float64) []Decision {
	st.tb.Helper()
	return st.send(when, Entry{Type: "nps", Contact: contact, Data: data("score", score)})
}

// of reads one fact of a contact.
func (st *scenario) of(now time.Time, contact, root, name string) any {
	st.tb.Helper()
	st.advance(now)
	return st.core.ContactFacts(st.s, contact, now)[root].(map[string]any)[name]
}

func TestMetricsOfContactsAreEachTheirOwn(t *testing.T) {
	t.Parallel()
	st := newScenario(t, people)
	st.update(start, nil, data("id", "kim"), data("id", "bo"))
	st.nps(at("1d"), "kim", 9)
	st.nps(at("1d"), "bo", 3)
	st.send(at("1d"), Entry{Type: "seen", Contact: "kim"})
	require.InDelta(t, 9, st.of(at("1d"), "kim", "metric", "last_nps"), 0)
	require.InDelta(t, 3, st.of(at("1d"), "bo", "metric", "last_nps"), 0)
	require.InDelta(t, 1, st.of(at("1d"), "kim", "metric", "visits"), 0)
	require.InDelta(t, 0, st.of(at("1d"), "bo", "metric", "visits"), 0)
	require.InDelta(t, 10, st.of(at("1d"), "kim", "metric", "worth"), 0)
	require.Nil(t, st.of(at("1d"), "stranger", "metric", "last_nps"))
	require.Empty(t, st.fact(at("1d"), "metric"), "they are no facts of the account")
	require.Equal(t, "loved", st.s.Tier)
	require.Equal(t, true, st.of(at("1d"), "kim", "segment", "promoters"))
	require.Equal(t, false, st.of(at("1d"), "bo", "segment", "promoters"))

	w := window.Of("acme", duration(t, "7d"))
	leaves := w.Leaves(w.Bucket(at("1d")))
	require.Equal(t, "loved", st.fact(leaves.Add(-time.Second), "tier"))
	require.Equal(t, "known", st.fact(leaves, "tier"), "time passes for contacts, too")
	require.Equal(t, encoded(t, st.s), encoded(t, stored(t, st.s)))
}

func TestContactsEnterSegmentsAfterTheirHold(t *testing.T) {
	t.Parallel()
	st := newScenario(t, people)
	st.update(start, nil, data("id", "kim", "attributes", data("role", "user")), data("id", "bo"))
	for range 2 {
		st.send(at("1d"), Entry{Type: "seen", Contact: "kim"})
		st.send(at("1d"), Entry{Type: "seen", Contact: "bo"})
	}
	require.Equal(t, at("2d"), st.s.NextDue)
	require.Equal(t, false, st.of(at("2d").Add(-time.Second), "kim", "segment", "regulars"))
	require.Equal(t, true, st.of(at("2d"), "kim", "segment", "regulars"))
	require.Equal(t, false, st.of(at("2d"), "bo", "segment", "regulars"), "bo is no user")
	st.update(at("3d"), nil, data("id", "kim", "attributes", data("role", "admin")))
	require.Equal(t, false, st.of(at("3d"), "kim", "segment", "regulars"))
	st.core.newEvaluation(st.s, at("30d"), true).purge()
	require.Nil(t, st.s.ContactFacts, "nothing is left of anybody")
}

func TestTriggersReadTheContactsFacts(t *testing.T) {
	t.Parallel()
	st := newScenario(t, people, play("thank", `  trigger "event" {
    event = "nps"
    when  = "metric.last_nps >= 9 && segment.promoters"
  }`))
	require.Equal(t, []string{"thank skipped trigger_condition"}, summary(st.nps(at("1d"), "kim", 8)))
	require.Equal(t, []string{"thank enrolled"}, summary(st.nps(at("2d"), "bo", 9)))
}

func TestPeopleAreBounded(t *testing.T) {
	t.Parallel()
	st := newScenario(t, people)
	st.update(start, nil, data("id", "kim"))
	st.nps(at("1h"), "kim", 9)
	tr := st.core.newEvaluation(st.s, at("2h"), true)
	for len(st.s.ContactFacts) < MaxContactFacts {
		p := tr.contactFacts(string(rune('一' + len(st.s.ContactFacts))))
		p.Segments = map[string]bool{"promoters": true}
	}
	require.True(t, st.s.Crowded.IsZero())
	st.nps(at("3h"), "new", 9)
	require.Len(t, st.s.ContactFacts, MaxContactFacts)
	require.Equal(t, at("3h"), st.s.Crowded)
	require.Contains(t, st.s.ContactFacts, "kim", "strangers go first")
	require.Contains(t, st.s.ContactFacts, "new")
}

func TestMetricsOfContactsAreFilledBack(t *testing.T) {
	t.Parallel()
	st := newScenario(t, strings.ReplaceAll(people, `last  = "event.score"`, `first = "event.score"`))
	st.nps(at("1d"), "kim", 9)
	st.nps(at("2d"), "kim", 7)
	st.send(at("2d"), Entry{Type: "seen", Contact: "kim"})
	require.InDelta(t, 9, st.of(at("2d"), "kim", "metric", "last_nps"), 0)
	st.core = New(load(t, people), 2, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("2d"))
	require.InDelta(t, 7, st.of(at("2d"), "kim", "metric", "last_nps"), 0)
	require.InDelta(t, 1, st.of(at("2d"), "kim", "metric", "visits"), 0)
	require.Equal(t, false, st.of(at("2d"), "kim", "segment", "promoters"))
	before := encoded(t, st.s)
	st.core.Rebase(st.s, slices.Values(st.log), at("2d"))
	require.Equal(t, before, encoded(t, st.s))
}
