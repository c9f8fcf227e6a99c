package customer

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	joinedDaysAgo = perContact("p", "  trigger \"date\" {\n    date  = \"contact.joined\"\n    after = \"30d\"\n  }")
	ownLimit      = perContact("p", "  trigger \"usage_limit\" {\n    value  = \"metric.logins_7d\"\n    limit  = \"contact.limit\"\n    shares = [50, 100]\n  }")
	monthlyLogin  = perContact("p", "  trigger \"coverage\" {\n    metric = \"logins_this_month\"\n    every  = \"month\"\n    lead   = \"1w\"\n  }")
)

// people is an update of the contacts, each with an attribute.
func (st *scenario) people(received time.Time, attribute string, values map[string]any) []Decision {
	st.tb.Helper()
	return st.update(received, customerData, having(attribute, values)...)
}

func having(attribute string, values map[string]any) []any {
	all := []any{}
	for id, value := range values {
		all = append(all, data("id", id, "attributes", data(attribute, value)))
	}
	return all
}

// known is an update that imports contacts.
func known(contacts []any) Entry {
	return Entry{Source: SourceTend, Type: TypeAccountUpdated, Imported: true, Data: map[string]any{"contacts": contacts}}
}

// What is so when a trigger is added, or was due while the engine was down, fires nothing.
func TestAnAddedTriggerStartsWhereEachContactIs(t *testing.T) {
	t.Parallel()
	both := map[string]any{"joined": "2026-02-28", "limit": 2.0}
	for name, playbook := range map[string]string{"date": joinedDaysAgo, "usage_limit": ownLimit, "coverage": monthlyLogin} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := withContacts(t)
			st.update(at("1d"), customerData, data("id", "ann", "attributes", both), data("id", "kim", "attributes", both))
			st.login(at("2d"), "kim", "kim")
			st.core = New(load(t, company, ofContacts, playbook), 2, everSeen)
			st.core.Rebase(st.s, slices.Values(st.log), at("29d"))
			st.check()
			st.advance(at("31d"))
			require.Empty(t, st.all)
		})
	}
}

func TestStatusesOfEachContact(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ playbook, state string }{
		"date":        {joinedDaysAgo, `Of the account's 2 contacts the date of 0 has come. Next comes the contact "ann": The date is 2026-02-28: it fires on 2026-03-30 00:00.`},
		"usage_limit": {ownLimit, `Of the account's 2 contacts a share is crossed for 1. The contact "ann": It is 0 of 2, which is 0 %. It fires at 1: 1 to go.`},
		"coverage":    {monthlyLogin, `Of the account's 2 contacts it is 0 for 1. Next comes the contact "ann": It is 0 this month. It is asked next on 2026-03-25 00:00.`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both := map[string]any{"joined": "2026-02-28", "limit": 2.0}
			st := customer(t, ofContacts, test.playbook)
			st.update(at("1d"), customerData, data("id", "ann", "attributes", both), data("id", "kim", "attributes", both))
			st.login(at("2d"), "kim")
			require.Equal(t, test.state, st.statusOf("3d").Trigger.State)
		})
	}
}
