package storetest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

var valueTests = map[string]func(*testing.T, store.Store){
	"big ones":     bigTest,
	"odd texts":    textTest,
	"odd instants": instantTest,
}

func bigTest(t *testing.T, s store.Store) {
	big := strings.Repeat("大きい値 ", 400_000)
	text, err := json.Marshal(big)
	require.NoError(t, err)
	e := entry("a", "1")
	e.Data = map[string]any{"text": big}
	run := store.Run{ID: "r-1", Account: "a", State: text}
	update(t, s, on("a"), func(tx store.Tx) error {
		require.NoError(t, add(tx, e))
		return tx.PutRun(run)
	})
	e.Seq = 1
	require.Equal(t, []customer.Entry{e}, read(t, s, entries("a", 0)))
	require.Equal(t, run, read(t, s, func(r store.Reader) (store.Run, error) { return r.Run("r-1") }))
}

// texts are what an ID or a value may be made of.
var texts = []string{
	"花子", "😀 zalgo̡", "'; DROP TABLE entries; --", "a\nb\tc", `"quoted" \ %_?`, "%{x} ${y} {{ z }}", "\u202Ertl", " ", "\u00e9", "e\u0301",
}

func textTest(t *testing.T, s store.Store) {
	for _, text := range texts {
		e := customer.Entry{Source: text, ID: text, Type: text, Account: text, Contact: text, Data: map[string]any{text: text}}
		update(t, s, on(text), func(tx store.Tx) error {
			require.NoError(t, tx.PutAccount(&customer.State{Account: text, Name: text}))
			return add(tx, e)
		})
		e.Seq = 1
		require.Equal(t, []customer.Entry{e}, read(t, s, entries(text, 0, text)), "%q", text)
		state := read(t, s, func(r store.Reader) (*customer.State, error) { return r.Account(text) })
		require.Equal(t, text, state.Name)
	}
	require.EqualValues(t, len(texts), read(t, s, store.Reader.CountEntries), "no two of them are taken for one")
}

func instantTest(t *testing.T, s store.Store) {
	zone := time.FixedZone("JST", 9*3600)
	for name, test := range map[string]struct{ in, want time.Time }{
		"none":               {time.Time{}, time.Time{}},
		"the epoch":          {time.Unix(0, 0), time.Unix(0, 0).UTC()},
		"before the epoch":   {time.Date(1935, 1, 1, 0, 0, 0, 1000, time.UTC), time.Date(1935, 1, 1, 0, 0, 0, 1000, time.UTC)},
		"in a zone":          {time.Date(2026, 4, 1, 18, 0, 0, 0, zone), start},
		"nanoseconds":        {start.Add(1999), start.Add(1000)},
		"the last of all":    {time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)},
		"a leap day's night": {time.Date(2028, 2, 29, 23, 59, 59, 0, time.UTC), time.Date(2028, 2, 29, 23, 59, 59, 0, time.UTC)},
	} {
		e := customer.Entry{ID: name, Account: name, Time: test.in, Received: test.in}
		update(t, s, on(name), func(tx store.Tx) error { return add(tx, e) })
		got := read(t, s, entries(name, 0))
		require.Equal(t, test.want, got[0].Time, name)
		require.Equal(t, test.want, got[0].Received, name)
	}
}
