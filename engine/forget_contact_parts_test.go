package engine_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// manyWishes has two contacts wish more than is redacted at once.
func (h *harness) manyWishes() {
	h.T.Helper()
	h.putPeople()
	var events []engine.Event
	for i := range 4500 {
		contact := []string{zaphod, ford}[i%2]
		events = append(events, engine.Event{
			ID: fmt.Sprint(contact, i), Source: "test", Type: "wish", Account: "acme", Contact: contact, Time: h.Clock.Now(),
			Data: map[string]any{"text": fmt.Sprintf("a ship of %sian make, the %dth", contact, i/1000)},
		})
	}
	_, err := h.Engine.Ingest(h.T.Context(), events)
	require.NoError(h.T, err)
	h.wish("said", ford, "what "+zaphod+" has")
}

// dieAfter has a process forget the contact that dies after so many updates, and opens the store again.
func (h *harness) dieAfter(updates int, declared string) {
	h.T.Helper()
	dying := &failing{Store: h.Store, left: 1000}
	e, err := engine.New(h.T.Context(), engine.Options{Store: dying, Clock: h.Clock, Workspace: h.Engine.Workspace()})
	require.NoError(h.T, err)
	dying.left = updates
	_, err = e.ForgetContact(h.T.Context(), "acme", zaphod)
	require.ErrorIs(h.T, err, errDied)
	require.NotContains(h.T, err.Error(), zaphod, "it is logged")
	require.NoError(h.T, h.Store.Close())
	h.Open(declared)
}

// redacting returns the contacts whose forgetting isn't done.
func (h *harness) redacting() (all []store.Redacting) {
	h.T.Helper()
	h.View(func(r store.Reader) (err error) {
		all, err = r.Redacting("", 0)
		return err
	})
	return all
}

// A contact with a long log is forgotten in parts: whenever the process dies, the next one goes on.
func TestForgettingAContactGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	for updates := range 5 {
		t.Run(fmt.Sprint("after ", updates, " updates"), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, wished)
			h.manyWishes()
			counted := h.account2("acme").Metrics
			h.dieAfter(updates, wished)
			if updates > 0 {
				require.Equal(t, updates < 4, len(h.redacting()) == 1, "it is intended, and then three parts")
			}
			if updates > 1 {
				require.NotContains(t, h.account2("acme").State.Contacts, zaphod, "half a contact is none")
				require.Contains(t, h.wish("late", zaphod, "more").Rejected[0].Reason, "was forgotten")
			}
			switch updates {
			case 0, 1, 3: // somebody asks again
				_, err := h.Engine.ForgetContact(t.Context(), "acme", zaphod)
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
	for _, updates := range []int{1, 2} { // It is intended only, or begun.
		comesAnew(t, updates)
	}
}

func comesAnew(t *testing.T, updates int) {
	t.Helper()
	h := newHarness(t, wished)
	h.manyWishes()
	h.dieAfter(updates, wished)
	_, err := h.Engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Contacts: []customer.Contact{{ID: zaphod, Name: "Anew"}}})
	require.NoError(t, err)
	require.Empty(t, h.redacting())
	h.View(func(r store.Reader) error {
		held, err := r.Held("acme", zaphod)
		require.Zero(t, held)
		return err
	})
	h.Clock.Advance(time.Minute)
	require.Empty(t, h.wish("new", zaphod, "a towel").Rejected)
	_, err = h.Engine.Sweep(t.Context())
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
	h := newHarness(t, wished)
	h.manyWishes()
	h.dieAfter(2, more)
	h.Advance(time.Hour)
	text := fmt.Sprintf("%v", h.account2("acme").Metrics["texts_30d"])
	stop := h.runSweeper()
	require.Eventually(t, func() bool { return h.traces(zaphod) == 0 }, 20*time.Second, 10*time.Millisecond)
	stop()
	require.Equal(t, "6", text, "the texts of Ford, with the one that named Zaphod")
}

// What two contacts have said goes with the second, though the first is half forgotten when the second is begun.
func TestWhatTwoForgottenContactsSaidGoes(t *testing.T) {
	t.Parallel()
	const both = "purplegreenelephant"
	h := newHarness(t, wished)
	h.manyWishes()
	h.wish("z", zaphod, both)
	h.wish("f", ford, both)
	h.dieAfter(2, wished)
	_, err := h.Engine.ForgetContact(t.Context(), "acme", ford)
	require.NoError(t, err)
	stop := h.runSweeper()
	require.Eventually(t, func() bool { return len(h.redacting()) == 0 && h.traces(zaphod) == 0 && h.traces(both) == 0 }, 20*time.Second, 10*time.Millisecond)
	stop()
}

// A call that is done again without the contact stays done, whoever goes on with the forgetting.
func TestWhatIsDoneAgainWithoutTheContactStays(t *testing.T) {
	t.Parallel()
	h, effects := newHarness(t, named), &kept{}
	h.manyWishes()
	_, err := h.Engine.Dispatch(t.Context(), h)
	require.NoError(t, err)
	dying := &failing{Store: h.Store, left: 1000}
	e, err := engine.New(t.Context(), engine.Options{Store: dying, Clock: h.Clock, Workspace: h.Engine.Workspace(), Effects: effects})
	require.NoError(t, err)
	dying.left = 3
	_, err = e.ForgetContact(t.Context(), "acme", zaphod)
	require.ErrorIs(t, err, errDied)
	require.Len(t, h.redacting(), 1)
	require.NotEmpty(t, effects.keys, "what attempts of before may have left")
	effects.keys = nil
	require.NoError(t, h.Store.Close())
	h.Open(named)
	h.Restart(named, func(o *engine.Options) { o.Effects = effects })
	h.Work()
	stop := h.runSweeper()
	require.Eventually(t, func() bool { return len(h.redacting()) == 0 }, 20*time.Second, 10*time.Millisecond)
	stop()
	require.Empty(t, effects.keys)
}

// inPages is a store that gives two of the contacts whose forgetting isn't done at a time.
type inPages struct{ store.Store }

func (s inPages) View(ctx context.Context, fn func(store.Reader) error) error {
	return s.Store.View(ctx, func(r store.Reader) error { return fn(pageOfTwo{r}) })
}

type pageOfTwo struct{ store.Reader }

func (r pageOfTwo) Redacting(account string, limit int) ([]store.Redacting, error) {
	return r.Reader.Redacting(account, min(limit, 2))
}

// The forgetter ends everybody who is left, however many there are.
func TestEverybodyWhoIsLeftIsForgotten(t *testing.T) {
	t.Parallel()
	h := newHarness(t, wished)
	var u engine.AccountUpdate
	for i := range 5 {
		u.Contacts = append(u.Contacts, customer.Contact{ID: fmt.Sprintf("person%04d", i), Name: fmt.Sprintf("Nameof%04d", i)})
	}
	_, err := h.Engine.PutAccount(t.Context(), "acme", u)
	require.NoError(t, err)
	dying := &failing{Store: h.Store, left: 1000}
	e, err := engine.New(t.Context(), engine.Options{Store: dying, Clock: h.Clock, Workspace: h.Engine.Workspace()})
	require.NoError(t, err)
	for _, c := range u.Contacts {
		dying.left = 1
		_, err = e.ForgetContact(t.Context(), "acme", c.ID)
		require.ErrorIs(t, err, errDied)
	}
	require.Len(t, h.redacting(), 5)
	h.Restart(wished, func(o *engine.Options) { o.Store = inPages{h.Store} })
	stop := h.runSweeper()
	require.Eventually(t, func() bool { return len(h.redacting()) == 0 && h.traces("Nameof") == 0 }, 60*time.Second, 20*time.Millisecond)
	stop()
}

// What an attempt brings that was begun before somebody whom it named was forgotten is not written back.
func TestAnAttemptUnderWayWritesNobodyBack(t *testing.T) {
	t.Parallel()
	h := newHarness(t, wished+`
playbook "saying" {
  trigger "event" { event = "wish" }
  action "note" "say" { text = "Ask {{ contact.name }}" }
}
`)
	begun := make(chan struct{})
	h.Notes.Hang = func(ctx context.Context) error {
		close(begun)
		<-ctx.Done()
		return errors.New("the server refused: Ask Mr " + zaphod + "son")
	}
	h.putPeople()
	h.wish("1", zaphod, "x")
	_, err := h.Engine.Dispatch(t.Context(), h)
	require.NoError(t, err)
	id, path := h.NextAction()
	var all sync.WaitGroup
	all.Go(func() {
		_, err := h.Engine.Act(t.Context(), id, path, 1)
		require.ErrorIs(t, err, engine.ErrRetry)
	})
	<-begun
	h.forgetContact(zaphod)
	all.Wait()
	require.Zero(t, h.traces(zaphod))
	require.Equal(t, []string{"started", "retrying"}, h.Timeline(id), "that it failed is told")
}
