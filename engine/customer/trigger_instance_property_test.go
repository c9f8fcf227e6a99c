package customer

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// eachKind is a playbook of contacts with each kind of trigger that can be evaluated for each of them. The second and third
// read facts of the account, too.
var eachKind = perContact("p", `
  trigger "inactivity" {
    event = "login"
    after = "3d"
  }
  trigger "becomes" {
    when  = "metric.logins_7d >= 2 && account.seats > 2"
    after = "6h"
  }
  trigger "usage_limit" {
    value  = "metric.logins_7d + metric.tickets_30d"
    limit  = "contact.limit"
    shares = [50, 100]
  }
  trigger "becomes" { when = "segment.lively || contact.role == 'champion'" }
  trigger "becomes" { when = "metric.logins_7d == 0" }
  trigger "date" {
    date   = "contact.joined"
    before = "2d"
  }
  trigger "coverage" {
    metric = "logins_this_month"
    every  = "month"
    lead   = "2w"
  }
  trigger "event" {
    event  = "login"
    count  = 2
    within = "1d"
  }
  trigger "event" {
    event    = "login"
    debounce = "5h"
  }`)

// happenings is random entries for some weeks: of contacts who come, change and leave, and of unknown contacts.
func happenings(r *rapid.T) []Entry {
	var all []Entry
	now := start
	for range rapid.IntRange(5, 40).Draw(r, "entries") {
		now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 60, 600, 3000}).Draw(r, "minutes")) * time.Minute)
		e := Entry{Source: "test", Type: "login", Account: "acme", Received: now, Time: now}
		switch rapid.IntRange(0, 5).Draw(r, "what") {
		case 0:
			e.Type, e.Source = TypeAccountUpdated, SourceTend
			e.Data = data("attributes", data("seats", float64(rapid.IntRange(2, 3).Draw(r, "seats"))), "contacts", someContacts(r))
		case 1:
			e.Type = "ticket"
		default:
			e.Contact = rapid.SampledFrom([]string{"a", "b", "c", ""}).Draw(r, "who")
			e.Time = now.Add(-time.Duration(rapid.SampledFrom([]int{0, 0, 0, 1000, 5000}).Draw(r, "late")) * time.Minute)
		}
		e.Imported = rapid.IntRange(0, 9).Draw(r, "imported") == 0
		e.Seq, e.ID = int64(len(all)+1), fmt.Sprint("e", len(all))
		all = append(all, e)
	}
	return all
}

func someContacts(r *rapid.T) []any {
	all := []any{}
	for _, id := range []string{"a", "b", "c"} {
		if rapid.Bool().Draw(r, "is there") {
			all = append(all, data("id", id, "attributes", data(
				"role", rapid.SampledFrom([]string{"user", "champion"}).Draw(r, "role"),
				"limit", float64(rapid.IntRange(1, 4).Draw(r, "limit")),
				"joined", rapid.SampledFrom([]string{"2026-03-05", "2026-03-09", "2026-04-01"}).Draw(r, "joined"),
			)))
		}
	}
	return all
}

// onlyOf is the entry as it would be if the account had at most one contact, and nobody else were heard of;
// false when nothing is left of it.
func (e Entry) onlyOf(contact string) (Entry, bool) {
	if contacts, ok := e.Data["contacts"].([]any); ok {
		others := func(c any) bool { return c.(map[string]any)["id"] != contact }
		e.Data = data("attributes", e.Data["attributes"], "contacts", slices.DeleteFunc(slices.Clone(contacts), others))
	}
	return e, e.Contact == "" || e.Contact == contact
}

// firedFor is what fired for a contact, and when.
func firedFor(contact string, decisions []Decision) []string {
	lines := []string{}
	for _, d := range decisions {
		if d.Contact == contact {
			lines = append(lines, fmt.Sprint(d.At, d.Trigger, d.Values))
		}
	}
	return lines
}

// What fires for a contact is what would fire if the account had no other, whatever is edited elsewhere meanwhile.
func TestEachContactIsEvaluatedAsIfItWereTheOnlyOne(t *testing.T) {
	t.Parallel()
	core := New(load(t, company, ofContacts, eachKind), 1, everSeen)
	edited := New(load(t, company, ofContacts, eachKind, play("other", calmAgain), perContact("q", silence)), 2, everSeen)
	fold := func(r *rapid.T, entries []Entry, edit int) *scenario {
		st := &scenario{tb: t, core: core, s: core.Fresh("acme", start)}
		for i, e := range entries {
			if i == edit {
				st.advance(e.Received)
				st.core = edited
				edited.Rebase(st.s, slices.Values(entries[:i]), e.Received)
				st.s = stored(r, st.s)
			}
			st.all = append(st.all, st.core.Apply(st.s, e)...)
			require.Equal(r, encoded(r, st.s), encoded(r, stored(r, st.s)))
		}
		st.advance(at("60d"))
		return st
	}
	rapid.Check(t, func(r *rapid.T) {
		entries := happenings(r)
		whole := fold(r, entries, rapid.IntRange(0, 40).Draw(r, "edited"))
		whole.all = slices.DeleteFunc(whole.all, func(d Decision) bool { return d.Playbook != "p" })
		require.Len(r, occurrences(whole.all), len(whole.all))
		for _, contact := range []string{"a", "b", "c"} {
			var own []Entry
			for _, e := range entries {
				if only, is := e.onlyOf(contact); is {
					own = append(own, only)
				}
			}
			require.Equal(r, firedFor(contact, fold(r, own, -1).all), firedFor(contact, whole.all), contact)
		}
	})
}
