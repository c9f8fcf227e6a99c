package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// people returns so many contacts.
func people(n int) []customer.Contact {
	all := make([]customer.Contact, n)
	for i := range all {
		all[i].ID = fmt.Sprint("c", i)
	}
	return all
}

func TestTheLimitsOfAnAccount(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`
attribute "account" "notes" { type = string }
attribute "contact" "notes" { type = string }
`)
	name, notes := strings.Repeat("例", customer.MaxName), strings.Repeat("x", 65_000)
	whole := engine.AccountUpdate{Name: name, Attributes: map[string]any{"notes": notes}, Contacts: people(customer.MaxContacts)}
	whole.Contacts[0] = customer.Contact{ID: "c0", Name: name, Attributes: map[string]any{"notes": notes}}
	_, err := h.Engine.PutAccount(t.Context(), "acme", whole)
	require.NoError(t, err, "what is within the limits is taken")

	for says, u := range map[string]engine.AccountUpdate{
		"name: has 1001 characters: a name has at most 1000":                               {Name: name + "例"},
		"contacts: are 10001: an account has at most 10000":                                {Contacts: people(customer.MaxContacts + 1)},
		"attributes: take about 73 KiB, more than the 64":                                  {Attributes: map[string]any{"notes": notes + notes[:10_000]}},
		"contacts[1].name: has 5000000 characters":                                         {Contacts: []customer.Contact{{ID: "a"}, {ID: "b", Name: strings.Repeat("x", 5_000_000)}}},
		"contacts[0].attributes: take about 73 KiB, more than the 64 that they may: leave": {Contacts: []customer.Contact{{ID: "a", Attributes: map[string]any{"notes": notes + notes[:10_000]}}}},
	} {
		_, err := h.Engine.PutAccount(t.Context(), "acme", u)
		var refused *engine.InvalidError
		require.ErrorAs(t, err, &refused)
		require.ErrorContains(t, err, says)
	}
}

// What was stored before there was a rule for IDs can be read, changed and told of as before; nothing new like it
// comes in.
func TestOddIDsOfBeforeStay(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations)
	const account, contact = "a\x00\n", "b\u200b "
	h.Import(account, customer.Entry{
		Source: "import:m", ID: "1", Type: customer.TypeAccountUpdated, Account: account, Time: startMessage, Data: map[string]any{"contacts": []any{map[string]any{"id": contact}}},
	})
	update := engine.AccountUpdate{Name: "Odd", Contacts: []customer.Contact{{ID: contact, Name: "Odd, too"}}}
	_, err := h.Engine.PutAccount(t.Context(), account, update)
	require.NoError(t, err)
	report, err := h.Engine.Ingest(t.Context(), []engine.Event{{ID: "1", Source: "test", Type: "signed", Account: account, Contact: contact, Time: startMessage}})
	require.NoError(t, err)
	require.Equal(t, 1, report.Accepted)
	require.Empty(t, report.UnknownContacts)
	view, err := h.Engine.Account(t.Context(), account)
	require.NoError(t, err)
	require.Equal(t, "Odd", view.State.Name)

	update.Contacts = append(update.Contacts, customer.Contact{ID: "c\u200b"})
	_, err = h.Engine.PutAccount(t.Context(), account, update)
	require.ErrorContains(t, err, "contacts[1].id: holds U+200B")
	_, err = h.Engine.PutAccount(t.Context(), account+account, engine.AccountUpdate{})
	require.ErrorContains(t, err, "id: ")
	_, err = h.Engine.Account(t.Context(), account+account)
	require.ErrorIs(t, err, store.ErrNotFound, "what was refused left nothing behind")
}

// A type of event is noticed with the first that is taken, and not with one that is refused.
func TestARefusedContactIsNoFirstArrival(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations)
	h.PutAccount("acme")
	report, err := h.Engine.Ingest(t.Context(), []engine.Event{{ID: "1", Source: "test", Type: "ticket", Account: "acme", Contact: "a\nb", Time: startMessage}})
	require.NoError(t, err)
	require.Contains(t, report.Rejected[0].Reason, "contact holds U+000A")
	view, err := h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Nil(t, view.Metrics["tickets_7d"])
}

func TestALongAnswerIsRefused(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`
playbook "ask" {
  trigger "event" { event = "signed" }
  action "task" "why" {
    title    = "Ask"
    assignee = "lead@example.com"
    answers  = { why = text() }
    wait     = "7d"
  }
}
`)
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	var id string
	h.View(func(r store.Reader) error {
		tasks, err := r.Tasks(store.TaskQuery{Limit: 1})
		id = tasks[0].ID
		return err
	})
	_, err := h.Engine.CompleteTask(t.Context(), id, map[string]string{"why": strings.Repeat("x", 1<<20)})
	require.ErrorContains(t, err, "answers.why: has 1024 KiB, more than the 16 that an answer may have")
	_, err = h.Engine.CompleteTask(t.Context(), id, map[string]string{"why": strings.Repeat("x", 16<<10)})
	require.NoError(t, err)
}
