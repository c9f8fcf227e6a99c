package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// manyWishes has two contacts wish more than is redacted at once.
func (h *house) manyWishes() {
	h.t.Helper()
	h.people()
	var events []engine.Event
	for i := range 4500 {
		contact := []string{zaphod, ford}[i%2]
		events = append(events, engine.Event{
			ID: fmt.Sprint(contact, i), Source: "test", Type: "wish", Account: "acme", Contact: contact, Time: h.clock.Now(),
			Data: map[string]any{"text": fmt.Sprintf("a ship of %sian make, the %dth", contact, i/1000)},
		})
	}
	_, err := h.engine.Ingest(h.t.Context(), events)
	require.NoError(h.t, err)
	h.wish("said", ford, "what "+zaphod+" has")
}

// dieAfter has a process forget the contact that dies after so many updates, and opens the store again.
func (h *house) dieAfter(updates int, declared string) {
	h.t.Helper()
	dying := &failing{Store: h.store, left: 1000}
	e, err := engine.New(h.t.Context(), engine.Options{Store: dying, Clock: h.clock, Workspace: h.engine.Workspace()})
	require.NoError(h.t, err)
	dying.left = updates
	_, err = e.ForgetContact(h.t.Context(), "acme", zaphod)
	require.ErrorIs(h.t, err, errDied)
	require.NotContains(h.t, err.Error(), zaphod, "it is logged")
	require.NoError(h.t, h.store.Close())
	h.open(declared)
}

// redacting is the contacts whose forgetting isn't done.
func (h *house) redacting() (all []store.Redacting) {
	h.t.Helper()
	h.view(func(r store.Reader) (err error) {
		all, err = r.Redacting("", 0)
		return err
	})
	return all
}

// A contact with a long log is forgotten in parts: whenever the process dies, the next one goes on.
func TestForgettingAContactGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	for updates := range 4 {
		t.Run(fmt.Sprint("after ", updates, " updates"), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, wished)
			h.manyWishes()
			counted := h.account2("acme").Metrics
			h.dieAfter(updates, wished)
			if updates > 0 {
				require.NotContains(t, h.account2("acme").State.Contacts, zaphod, "half a contact is none")
				require.Len(t, h.redacting(), min(1, 3-updates), "three parts")
				require.Contains(t, h.wish("late", zaphod, "more").Rejected[0].Reason, "was forgotten")
			}
			switch updates {
			case 0, 2: // somebody asks again
				_, err := h.engine.ForgetContact(t.Context(), "acme", zaphod)
				require.NoError(t, err)
			default: // nobody does anything
				stop := h.runSweeper()
				require.Eventually(t, func() bool { return h.traces(zaphod) == 0 }, 20*time.Second, 10*time.Millisecond)
				stop()
			}
			require.Zero(t, h.traces(zaphod))
			require.Empty(t, h.redacting())
			require.Equal(t, counted, h.account2("acme").Metrics, "what was counted stays")
			require.Positive(t, h.traces("a ship of FordPrefectian make"), "it is another's")
		})
	}
}

// A contact who comes anew is forgotten first, and is nobody whom a part of before is about.
func TestAHalfForgottenContactComesAnew(t *testing.T) {
	t.Parallel()
	h := newHouse(t, wished)
	h.manyWishes()
	h.dieAfter(1, wished)
	_, err := h.engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Contacts: []customer.Contact{{ID: zaphod, Name: "Anew"}}})
	require.NoError(t, err)
	require.Empty(t, h.redacting())
	h.view(func(r store.Reader) error {
		held, err := r.Held("acme", zaphod)
		require.Zero(t, held)
		return err
	})
	h.clock.pass(time.Minute)
	require.Empty(t, h.wish("new", zaphod, "a towel").Rejected)
	_, err = h.engine.Sweep(t.Context())
	require.NoError(t, err)
	require.Contains(t, h.account2("acme").State.Contacts, zaphod)
}

// What is half forgotten doesn't come back from the log: metrics that are filled from it see what will be left.
func TestNothingComesBackFromAHalfForgottenLog(t *testing.T) {
	t.Parallel()
	const more = wished + `
metric "texts_30d" {
  event    = "wish"
  distinct = "event.text"
  window   = "30d"
}
`
	h := newHouse(t, wished)
	h.manyWishes()
	h.dieAfter(1, more)
	h.pass(time.Hour)
	text := fmt.Sprintf("%v", h.account2("acme").Metrics["texts_30d"])
	stop := h.runSweeper()
	require.Eventually(t, func() bool { return h.traces(zaphod) == 0 }, 20*time.Second, 10*time.Millisecond)
	stop()
	require.Equal(t, "6", text, "the texts of Ford, with the one that named Zaphod")
}
