package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// model is a store as maps: the simplest thing that keeps the contract.
type model struct {
	entries  map[string][]customer.Entry
	known    map[string]customer.Entry
	accounts map[string]customer.State
	runs     []store.Run
	outbox   []string
	seen     map[string]bool
	versions int64
}

func newModel() *model {
	return &model{
		entries: map[string][]customer.Entry{}, known: map[string]customer.Entry{},
		accounts: map[string]customer.State{}, seen: map[string]bool{},
	}
}

// clone returns a copy to write to, which is thrown away when the transaction fails.
func (m *model) clone() *model {
	c := newModel()
	for k, v := range m.entries {
		c.entries[k] = slices.Clone(v)
	}
	for k, v := range m.known {
		c.known[k] = v
	}
	for k, v := range m.accounts {
		c.accounts[k] = v
	}
	for k, v := range m.seen {
		c.seen[k] = v
	}
	c.runs, c.outbox, c.versions = slices.Clone(m.runs), slices.Clone(m.outbox), m.versions
	return c
}

// The model's worlds are small, so that things meet.
var (
	accountNames = []string{"a", "b", "c"}
	eventTypes   = []string{"x", "y"}
)

// modelTest does random things to a store and to the model, in transactions of which some fail, and
// compares after each.
func modelTest(t *testing.T, open Opener) {
	rapid.Check(t, func(rt *rapid.T) {
		s := open(t)
		defer func() { require.NoError(rt, s.Close()) }()
		kept := newModel()
		for range rapid.IntRange(1, 12).Draw(rt, "transactions") {
			m := kept.clone()
			fails := rapid.IntRange(0, 4).Draw(rt, "fails") == 0
			err := s.Update(context.Background(), accountNames, func(tx store.Tx) error {
				for range rapid.IntRange(0, 8).Draw(rt, "steps") {
					rapid.SampledFrom(steps).Draw(rt, "step")(rt, tx, m)
				}
				m.compare(rt, tx)
				if fails {
					return errWanted
				}
				return nil
			})
			if fails {
				require.ErrorIs(rt, err, errWanted)
			} else {
				require.NoError(rt, err)
				kept = m
			}
			require.NoError(rt, s.View(context.Background(), func(r store.Reader) error {
				kept.compare(rt, r)
				return nil
			}))
		}
	})
}

// steps are the things that are done.
var steps = []func(*rapid.T, store.Tx, *model){appendStep, appendStep, accountStep, runStep, outboxStep, seenStep, versionStep}

func appendStep(rt *rapid.T, tx store.Tx, m *model) {
	e := customer.Entry{
		Source: "test", ID: fmt.Sprint(rapid.IntRange(0, 9).Draw(rt, "id")), Type: rapid.SampledFrom(eventTypes).Draw(rt, "type"),
		Account: rapid.SampledFrom(accountNames).Draw(rt, "account"), Time: after(rapid.IntRange(0, 1).Draw(rt, "time")),
	}
	want := store.Added
	if known, ok := m.known[e.ID]; ok {
		want = store.Conflict
		if known.Type == e.Type && known.Account == e.Account && known.Time.Equal(e.Time) {
			want = store.Duplicate
		}
	}
	got, err := tx.Append(&e)
	require.NoError(rt, err)
	require.Equal(rt, want, got)
	if want == store.Added {
		m.known[e.ID] = e
		m.entries[e.Account] = append(m.entries[e.Account], e)
	}
}

func accountStep(rt *rapid.T, tx store.Tx, m *model) {
	state := customer.State{
		Account: rapid.SampledFrom(accountNames).Draw(rt, "account"), Version: rapid.Int64Range(0, 2).Draw(rt, "version"),
		Tier: rapid.SampledFrom([]string{"", "high"}).Draw(rt, "tier"),
	}
	if minute := rapid.IntRange(0, 3).Draw(rt, "due"); minute > 0 {
		state.NextDue = after(minute)
	}
	require.NoError(rt, tx.PutAccount(&state))
	m.accounts[state.Account] = state
}

func runStep(rt *rapid.T, tx store.Tx, m *model) {
	run := store.Run{
		ID: fmt.Sprint(rapid.IntRange(0, 4).Draw(rt, "run")), Account: rapid.SampledFrom(accountNames).Draw(rt, "account"),
		Playbook: "p", Status: rapid.SampledFrom([]string{"running", "finished"}).Draw(rt, "status"),
	}
	require.NoError(rt, tx.PutRun(run))
	if i := slices.IndexFunc(m.runs, func(r store.Run) bool { return r.ID == run.ID }); i >= 0 {
		m.runs[i] = run
	} else {
		m.runs = append(m.runs, run)
	}
}

func outboxStep(rt *rapid.T, tx store.Tx, m *model) {
	if rapid.Bool().Draw(rt, "dequeue") {
		oldest, err := tx.Outbox(0, 1)
		require.NoError(rt, err)
		for _, message := range oldest {
			require.NoError(rt, tx.Dequeue(message.ID))
			m.outbox = m.outbox[1:]
		}
		return
	}
	run := fmt.Sprint(rapid.IntRange(0, 4).Draw(rt, "run"))
	require.NoError(rt, tx.Enqueue(store.Message{Run: run, Kind: store.NudgeRun}))
	m.outbox = append(m.outbox, run)
}

func seenStep(rt *rapid.T, tx store.Tx, m *model) {
	eventType := rapid.SampledFrom(eventTypes).Draw(rt, "type")
	first, err := tx.MarkSeen(eventType, start)
	require.NoError(rt, err)
	require.Equal(rt, !m.seen[eventType], first)
	m.seen[eventType] = true
}

func versionStep(rt *rapid.T, tx store.Tx, m *model) {
	number, err := tx.AddVersion(store.Version{Kind: "published"})
	require.NoError(rt, err)
	m.versions++
	require.Equal(rt, m.versions, number)
}
