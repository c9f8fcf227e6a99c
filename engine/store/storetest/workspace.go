package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/store"
)

var workspaceTests = map[string]func(*testing.T, store.Store){
	"the outbox is a queue":          outboxTest,
	"a message's ID is never reused": outboxIDTest,
	"versions count from one":        versionTest,
	"a type is first seen once":      seenTest,
	"facts are the last declared":    factsTest,
}

// outbox returns the runs of the oldest messages, and their IDs.
func outbox(t testing.TB, s store.Store, limit int) (runs []string, ids []int64) {
	t.Helper()
	for _, m := range read(t, s, func(r store.Reader) ([]store.Message, error) { return r.Outbox(0, limit) }) {
		runs, ids = append(runs, m.Run), append(ids, m.ID)
	}
	return runs, ids
}

func outboxTest(t *testing.T, s store.Store) {
	for i := range 5 {
		update(t, s, on("a"), func(tx store.Tx) error {
			return tx.Enqueue(store.Message{ID: 99, Run: fmt.Sprint("r", i), Kind: store.NudgeRun})
		})
	}
	update(t, s, on("a"), func(tx store.Tx) error {
		return tx.Enqueue(store.Message{Run: "r5", Kind: store.StartRun, Payload: json.RawMessage(`{ "revision": 1}`)})
	})
	runs, ids := outbox(t, s, 0)
	require.Equal(t, []string{"r0", "r1", "r2", "r3", "r4", "r5"}, runs)
	require.IsIncreasing(t, ids)
	runs, _ = outbox(t, s, 2)
	require.Equal(t, []string{"r0", "r1"}, runs)

	update(t, s, nil, func(tx store.Tx) error { return tx.Dequeue(ids[0], ids[3], ids[3], 1<<40) })
	update(t, s, nil, func(tx store.Tx) error { return tx.Dequeue() })
	runs, _ = outbox(t, s, 0)
	require.Equal(t, []string{"r1", "r2", "r4", "r5"}, runs)
	messages := read(t, s, func(r store.Reader) ([]store.Message, error) { return r.Outbox(0, 0) })
	require.Equal(t, store.Message{ID: ids[5], Run: "r5", Kind: store.StartRun, Payload: json.RawMessage(`{ "revision": 1}`)}, messages[3])
	require.Equal(t, store.Message{ID: ids[1], Run: "r1", Kind: store.NudgeRun}, messages[0])
}

func outboxIDTest(t *testing.T, s store.Store) {
	known := map[int64]bool{}
	for i := range 5 {
		update(t, s, nil, func(tx store.Tx) error { return tx.Enqueue(store.Message{Run: fmt.Sprint(i)}) })
		_, ids := outbox(t, s, 0)
		require.Len(t, ids, 1)
		require.False(t, known[ids[0]], "a delivery that is reported late would remove another's message")
		known[ids[0]] = true
		update(t, s, nil, func(tx store.Tx) error { return tx.Dequeue(ids...) })
	}
}

func versionTest(t *testing.T, s store.Store) {
	require.Zero(t, read(t, s, store.Reader.Version))
	var want []store.Version
	for i := range 4 {
		v := store.Version{Kind: []string{"published", "first_seen"}[i%2], Hash: fmt.Sprint("h", i), Note: "rescue.hcl", At: after(i)}
		if i == 3 {
			v.Kind, v.Playbook, v.By = "paused", "rescue", "hana"
		}
		update(t, s, nil, func(tx store.Tx) error {
			number, err := tx.AddVersion(v)
			require.EqualValues(t, i+1, number)
			return err
		})
		v.Number = int64(i + 1)
		want = append(want, v)
		require.Equal(t, v, read(t, s, store.Reader.Version))
		err := s.Update(context.Background(), nil, func(tx store.Tx) error {
			_, err := tx.AddVersion(store.Version{Kind: "published"})
			require.NoError(t, err)
			return errWanted
		})
		require.ErrorIs(t, err, errWanted)
	}
	require.Equal(t, want, read(t, s, store.Reader.Versions), "one that was undone leaves no gap")
}

func factsTest(t *testing.T, s store.Store) {
	require.Empty(t, read(t, s, store.Reader.Facts))
	for _, facts := range []map[string]string{
		{"metric.visits": "number", "tier": "string", "account.名前": "string"},
		{"metric.visits": "string"},
		{},
	} {
		update(t, s, nil, func(tx store.Tx) error { return tx.Declare(facts) })
		require.Equal(t, facts, read(t, s, store.Reader.Facts))
	}
}

func seenTest(t *testing.T, s store.Store) {
	mark := func(eventType string) (first bool) {
		update(t, s, on("a"), func(tx store.Tx) error {
			var err error
			first, err = tx.MarkSeen(eventType, after(1))
			return err
		})
		return first
	}
	require.True(t, mark("login"))
	require.False(t, mark("login"))
	require.True(t, mark("ログイン"))
	require.Equal(t, map[string]bool{"login": true, "ログイン": true}, read(t, s, store.Reader.Seen))
}
