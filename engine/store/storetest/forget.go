package storetest

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

var forgetTests = map[string]func(*testing.T, store.Store){
	"all of an account, and nothing of others":     forgetTest,
	"in parts, which may stop in between":          forgetPartsTest,
	"runs and goals are numbers":                   forgetNumbersTest,
	"an account of the same ID":                    forgetAgainTest,
	"only accounts that are held":                  forgetLockTest,
	"a contact, and nothing of others":             redactTest,
	"a contact, in parts that may stop in between": redactPartsTest,
	"a contact of an account that isn't held":      redactLockTest,
	"traces are erased while others read and add":  eraseTest,
}

// WritePersonal writes a row of each kind that an account may have, for the account, with a word wherever what is said
// of a customer may stand.
func WritePersonal(t testing.TB, tx store.Tx, account, word string) {
	t.Helper()
	e := entry(account, account+word)
	e.Source, e.Contact, e.Data = word, word, map[string]any{word: word}
	require.NoError(t, add(tx, e))
	require.NoError(t, tx.PutAccount(&customer.State{Account: account, Name: word, NextDue: after(1)}))
	for i, outcome := range []customer.Outcome{customer.Enrol, customer.Pending} {
		d := decision(account, i, outcome, "")
		d.Contact, d.Key, d.Detail, d.CauseSource, d.CauseID, d.Values = word, word, word, word, word, map[string]any{word: word}
		d.Playbook, d.Queued = "p", outcome == customer.Pending
		require.NoError(t, tx.AddDecision(d))
	}
	require.NoError(t, tx.AddScore(account, score(1, 50, "red"), time.Time{}))
	g := goal(account, "p", 1)
	g.Enrolment, g.Contact, g.Detail, g.Unit, g.Outcome = runOf(account), word, word, word, customer.Reached
	require.NoError(t, tx.PutGoal(g))
	require.NoError(t, tx.PutRun(store.Run{
		ID: runOf(account), Account: account, Contact: word, Playbook: "p", PlanHash: "plan", Status: "finished", Outcome: "completed",
		At: word, StartedAt: after(1), EndedAt: after(2), WakeAt: after(3), Revision: 7, State: json.RawMessage(`"` + word + `"`),
	}))
	require.NoError(t, tx.AddTimeline(runOf(account), store.Line{At: after(1), Text: word, Data: map[string]any{word: word}}))
	require.NoError(t, tx.SetSubscriptions(account, runOf(account), []store.Subscription{{Path: "exit"}}))
	require.NoError(t, tx.PutTask(store.Task{ID: "task-" + account + word, Account: account, Run: runOf(account), Title: word, Status: "open"}))
}

// runOf is the ID of the run that WritePersonal writes, which tells nothing about the account.
func runOf(account string) string { return "r-" + store.ContentHash(customer.Entry{Account: account}) }

// writePersonal writes a row of each kind, and a few entries more.
func writePersonal(t testing.TB, s store.Store, account string) {
	t.Helper()
	update(t, s, on(account), func(tx store.Tx) error {
		WritePersonal(t, tx, account, "word")
		for _, id := range []string{"1", "2", "3", "4"} {
			require.NoError(t, add(tx, entry(account, account+id)))
		}
		return nil
	})
}

// forget forgets an account in parts of so many rows, and says in how many.
func forget(t testing.TB, s store.Store, account string, minute, limit int) (parts int) {
	t.Helper()
	for more := true; more; parts++ {
		update(t, s, on(account), func(tx store.Tx) (err error) {
			more, err = tx.Forget(account, after(minute), limit)
			return err
		})
	}
	return parts
}

// held is what there is of an account.
func held(account string) func(store.Reader) (store.Purged, error) {
	return func(r store.Reader) (store.Purged, error) { return r.Held(account, "") }
}

func forgotten(account string) func(store.Reader) (time.Time, error) {
	return func(r store.Reader) (time.Time, error) { return r.Forgotten(account, "") }
}

func forgetting(r store.Reader) ([]string, error) { return r.Forgetting(0) }

var everyKind = store.Purged{Entries: 5, Decisions: 2, Scores: 1, Goals: 1, Runs: 1, Tasks: 1}

func forgetTest(t *testing.T, s store.Store) {
	writePersonal(t, s, "a")
	writePersonal(t, s, "b")
	require.Equal(t, everyKind, read(t, s, held("a")))
	require.Equal(t, 1, forget(t, s, "a", 9, 0))

	require.Zero(t, read(t, s, held("a")))
	require.Equal(t, everyKind, read(t, s, held("b")), "it is another's")
	missing(t, s, func(r store.Reader) (*customer.State, error) { return r.Account("a") })
	require.Empty(t, read(t, s, entries("a", 0)))
	require.Len(t, read(t, s, func(r store.Reader) ([]store.DecisionRow, error) { return r.Decisions(store.DecisionQuery{}) }), 2)
	require.Len(t, queue(t, s, "p", 0), 1)
	require.Len(t, read(t, s, func(r store.Reader) ([]store.Task, error) { return r.Tasks(store.TaskQuery{}) }), 1)
	require.Empty(t, read(t, s, func(r store.Reader) ([]store.Line, error) { return r.Timeline(runOf("a")) }))
	require.Len(t, read(t, s, func(r store.Reader) ([]store.Line, error) { return r.Timeline(runOf("b")) }), 1)
	require.Empty(t, read(t, s, func(r store.Reader) ([]store.Subscription, error) { return r.Subscriptions("a") }))
	require.Empty(t, read(t, s, forgetting))
	require.Equal(t, after(9), read(t, s, forgotten("a")))
	require.Zero(t, read(t, s, forgotten("b")))
}

func forgetPartsTest(t *testing.T, s store.Store) {
	writePersonal(t, s, "a")
	update(t, s, on("a"), func(tx store.Tx) error {
		more, err := tx.Forget("a", after(9), 2)
		require.True(t, more)
		return err
	})
	missing(t, s, func(r store.Reader) (*customer.State, error) { return r.Account("a") })
	require.Equal(t, []string{"a"}, read(t, s, forgetting))
	require.Equal(t, store.Purged{Entries: 3}, read(t, s, held("a")))
	require.Equal(t, 2, forget(t, s, "a", 10, 2))
	require.Empty(t, read(t, s, forgetting))
	require.Equal(t, after(10), read(t, s, forgotten("a")))
}

// What others are compared with, and the places that are taken, don't change with who is forgotten.
func forgetNumbersTest(t *testing.T, s store.Store) {
	writePersonal(t, s, "a")
	second := goal("a", "p", 2)
	second.Unit = "word"
	putGoals(t, s, second)
	before := read(t, s, func(r store.Reader) (store.Run, error) { return r.Run(runOf("a")) })
	forget(t, s, "a", 9, 0)

	want := before
	want.Account, want.Contact, want.At, want.WakeAt, want.State = "", "", "", time.Time{}, nil
	require.Equal(t, want, read(t, s, func(r store.Reader) (store.Run, error) { return r.Run(runOf("a")) }))
	require.Equal(t, after(1), read(t, s, func(r store.Reader) (time.Time, error) { return r.NthStart("p", 1, time.Time{}) }))
	var goals []customer.Goal
	require.NoError(t, s.View(context.Background(), func(r store.Reader) error {
		return r.EachGoal("p", func(g customer.Goal) { goals = append(goals, g) })
	}))
	require.Len(t, goals, 2)
	for _, g := range goals {
		require.Empty(t, g.Account+g.Contact+g.Detail)
		require.NotEqual(t, "word", g.Unit)
		require.Equal(t, goals[0].Unit, g.Unit, "who counted once goes on counting once")
	}
}

func forgetAgainTest(t *testing.T, s store.Store) {
	require.Zero(t, read(t, s, forgotten("a")))
	writePersonal(t, s, "a")
	forget(t, s, "a", 9, 0)
	update(t, s, on("a"), func(tx store.Tx) error {
		e := entry("a", "a1")
		require.NoError(t, add(tx, e), "nobody knows it any more")
		return tx.PutAccount(&customer.State{Account: "a"})
	})
	require.EqualValues(t, 1, read(t, s, entries("a", 0))[0].Seq, "its log begins anew")
	forget(t, s, "a", 5, 0)
	require.Equal(t, after(9), read(t, s, forgotten("a")), "the clock was set back")
}

func forgetLockTest(t *testing.T, s store.Store) {
	writePersonal(t, s, "a")
	err := s.Update(context.Background(), on("b"), func(tx store.Tx) error {
		_, err := tx.Forget("a", after(9), 0)
		return err
	})
	require.ErrorIs(t, err, store.ErrNotLocked)
	require.Equal(t, everyKind, read(t, s, held("a")))
}

// blanker takes a word out of all texts.
type blanker string

// WithoutWord is a redactor that takes a word out of all texts.
func WithoutWord(word string) customer.Redactor { return blanker(word) }

func (b blanker) Entry(e customer.Entry) map[string]any {
	kept := map[string]any{}
	for name, item := range e.Data {
		kept[b.Key(name)] = b.Value(item)
	}
	return kept
}

func (b blanker) Own(v any) any { return b.Value(v) }

func (b blanker) Key(text string) string { return strings.ReplaceAll(text, string(b), "-") }

func (b blanker) Value(v any) any {
	switch v := v.(type) {
	case string:
		return b.Key(v)
	case map[string]any:
		return b.Entry(customer.Entry{Data: v})
	}
	return v
}

// redaction takes the contact "word" out, whose own run is that of WritePersonal.
func redaction(account string) store.Redaction {
	return store.Redaction{Contact: "word", At: after(9), Own: []string{runOf(account)}, As: "somebody", Redactor: WithoutWord("word")}
}

func redactTest(t *testing.T, s store.Store) {
	requireRedacted(t, s, func() { require.Equal(t, 1, redact(t, s, 0)) })
}

// A redaction that stopped is begun anew, and one that goes on from its place ends.
func redactPartsTest(t *testing.T, s store.Store) {
	requireRedacted(t, s, func() {
		r := redaction("a")
		r.Rest = json.RawMessage(`{"word":1}`)
		update(t, s, on("a"), func(tx store.Tx) error {
			_, more, err := tx.Redact("a", r, store.Place{}, 1)
			require.True(t, more)
			return err
		})
		r.Open = true
		update(t, s, on("a"), func(tx store.Tx) error {
			_, more, err := tx.Redact("a", r, store.Place{}, 0)
			require.True(t, more)
			return err
		})
		want := []store.Redacting{{Account: "a", Contact: "word", As: "somebody", Rest: r.Rest}}
		require.Equal(t, want, read(t, s, redactingOf("")))
		require.Equal(t, want, read(t, s, redactingOf("a")))
		require.Empty(t, read(t, s, redactingOf("b")))
		require.Empty(t, queue(t, s, "p", 0)[1:], "nothing that is pending begins any more, but another account's")
		require.Greater(t, redact(t, s, 2), 2)
		require.Empty(t, read(t, s, redactingOf("")))
	})
}

func redactingOf(account string) func(store.Reader) ([]store.Redacting, error) {
	return func(r store.Reader) ([]store.Redacting, error) { return r.Redacting(account, 0) }
}

// redact takes the contact out in parts of so many rows, and says in how many.
func redact(t testing.TB, s store.Store, limit int) (parts int) {
	t.Helper()
	place := store.Place{}
	for more := true; more; parts++ {
		update(t, s, on("a"), func(tx store.Tx) (err error) {
			place, more, err = tx.Redact("a", redaction("a"), place, limit)
			return err
		})
	}
	return parts
}

// requireRedacted has the contact taken out of all that there may be.
func requireRedacted(t *testing.T, s store.Store, redact func()) {
	t.Helper()
	writePersonal(t, s, "a")
	writePersonal(t, s, "b")
	update(t, s, on("a"), func(tx store.Tx) error {
		require.NoError(t, tx.PutRun(store.Run{ID: "other", Account: "a", Contact: "word", Playbook: "p", Status: "running", State: json.RawMessage(`{}`)}))
		require.NoError(t, tx.AddTimeline("other", store.Line{At: after(1), Text: "to word", Data: map[string]any{"to": "word"}}))
		require.NoError(t, tx.PutTask(store.Task{ID: "other", Account: "a", Run: "other", Title: "Call word", Questions: map[string][]string{"who": {"word", "nobody"}}, Answers: map[string]string{"who": "word"}}))
		d := decision("a", 5, customer.Enrol, "")
		d.Detail, d.Values = "word was there", map[string]any{"who": "word"}
		require.NoError(t, tx.AddDecision(d))
		g := goal("a", "q", 2)
		g.Contact, g.Detail, g.Unit = "word", "word reached it", "kept"
		require.NoError(t, tx.PutGoal(g))
		e := entry("a", "about another")
		e.Data = map[string]any{"with": "word", "n": 2.5}
		return add(tx, e)
	})
	redact()
	require.Equal(t, store.Purged{Entries: 6, Decisions: 1, Scores: 1, Goals: 2, Runs: 2, Tasks: 1}, read(t, s, held("a")))
	require.Equal(t, everyKind, read(t, s, held("b")), "it is another account's contact")
	require.Equal(t, after(9), read(t, s, func(r store.Reader) (time.Time, error) { return r.Forgotten("a", "word") }))
	require.Zero(t, read(t, s, forgotten("a")))
	require.Zero(t, read(t, s, func(r store.Reader) (time.Time, error) { return r.Forgotten("b", "word") }))

	log := read(t, s, entries("a", 0))
	require.Equal(t, "somebody", log[0].Contact)
	require.Equal(t, after(1), log[0].Time)
	require.Empty(t, log[0].Data)
	require.NotContains(t, log[0].Source+log[0].ID, "word")
	require.Equal(t, map[string]any{"with": "-", "n": 2.5}, log[5].Data)
	own := read(t, s, func(r store.Reader) (store.Run, error) { return r.Run(runOf("a")) })
	require.Equal(t, "a", own.Account)
	require.Empty(t, own.Contact+own.At+string(own.State))
	other := read(t, s, func(r store.Reader) (store.Run, error) { return r.Run("other") })
	require.Empty(t, other.Contact)
	require.JSONEq(t, "{}", string(other.State))
	require.Empty(t, read(t, s, func(r store.Reader) ([]store.Line, error) { return r.Timeline(runOf("a")) }))
	lines := read(t, s, func(r store.Reader) ([]store.Line, error) { return r.Timeline("other") })
	require.Equal(t, store.Line{At: after(1), Text: "to -", Data: map[string]any{"to": "-"}}, lines[0])
	task := read(t, s, func(r store.Reader) (store.Task, error) { return r.Task("other") })
	require.Equal(t, "Call -", task.Title)
	require.Equal(t, map[string]string{"who": "-"}, task.Answers)
	require.Equal(t, map[string][]string{"who": {"-", "nobody"}}, task.Questions)
	left := read(t, s, decisions(store.DecisionQuery{Account: "a"}))[0]
	require.Equal(t, "- was there", left.Detail)
	require.Equal(t, map[string]any{"who": "-"}, left.Values)
	goals := read(t, s, goals(store.GoalQuery{Account: "a"}))
	require.NotEqual(t, "word", goals[0].Unit)
	require.Empty(t, goals[0].Contact+goals[0].Detail)
	require.Equal(t, "kept - reached it", goals[1].Unit+" "+goals[1].Detail)
	require.Empty(t, goals[1].Contact)
}

func redactLockTest(t *testing.T, s store.Store) {
	err := s.Update(context.Background(), on("b"), func(tx store.Tx) error {
		_, _, err := tx.Redact("a", redaction("a"), store.Place{}, 0)
		return err
	})
	require.ErrorIs(t, err, store.ErrNotLocked)
}

func eraseTest(t *testing.T, s store.Store) {
	require.NoError(t, s.Erase(context.Background()), "there is nothing to erase")
	writePersonal(t, s, "a")
	forget(t, s, "a", 9, 0)
	require.NoError(t, s.View(context.Background(), func(r store.Reader) error {
		_, err := r.Version()
		require.NoError(t, err)
		require.ErrorIs(t, s.Erase(context.Background()), store.ErrInUse)
		writePersonal(t, s, "b")
		require.ErrorIs(t, s.Erase(context.Background()), store.ErrInUse)
		return nil
	}))
	require.NoError(t, s.Erase(context.Background()))
	require.NoError(t, s.Erase(context.Background()))
	require.Equal(t, everyKind, read(t, s, held("b")))
}
