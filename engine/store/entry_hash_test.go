package store_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

var start = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func entry() customer.Entry {
	return customer.Entry{
		Source: "crm", ID: "1", Type: "nps", Account: "acme", Contact: "kenji", Time: start,
		Data: map[string]any{"score": 9.0, "more": map[string]any{"a": []any{1.0}, "b": nil}},
	}
}

func TestContentHash(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*customer.Entry)
		same   bool
	}{
		"nothing":             {func(*customer.Entry) {}, true},
		"received":            {func(e *customer.Entry) { e.Received = start }, true},
		"imported":            {func(e *customer.Entry) { e.Imported = true }, true},
		"position":            {func(e *customer.Entry) { e.Seq = 7 }, true},
		"source and ID":       {func(e *customer.Entry) { e.Source, e.ID = "x", "y" }, true},
		"zone":                {func(e *customer.Entry) { e.Time = start.In(time.FixedZone("JST", 9*3600)) }, true},
		"nanoseconds":         {func(e *customer.Entry) { e.Time = start.Add(999) }, true},
		"an integer":          {func(e *customer.Entry) { e.Data["score"] = 9 }, true},
		"a number as text":    {func(e *customer.Entry) { e.Data["score"] = json.Number("9.00") }, true},
		"type":                {func(e *customer.Entry) { e.Type = "csat" }, false},
		"account":             {func(e *customer.Entry) { e.Account = "other" }, false},
		"contact":             {func(e *customer.Entry) { e.Contact = "" }, false},
		"a microsecond":       {func(e *customer.Entry) { e.Time = start.Add(time.Microsecond) }, false},
		"no time":             {func(e *customer.Entry) { e.Time = time.Time{} }, false},
		"another number":      {func(e *customer.Entry) { e.Data["score"] = 9.5 }, false},
		"a string":            {func(e *customer.Entry) { e.Data["score"] = "9" }, false},
		"deep inside":         {func(e *customer.Entry) { e.Data["more"] = map[string]any{"a": []any{2.0}, "b": nil} }, false},
		"null is not absent":  {func(e *customer.Entry) { e.Data["more"] = map[string]any{"a": []any{1.0}} }, false},
		"moved between parts": {func(e *customer.Entry) { e.Account, e.Contact = "acmek", "enji" }, false},
	}
	want := store.ContentHash(entry())
	require.Len(t, want, 32)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := entry()
			test.change(&e)
			require.Equal(t, test.same, store.ContentHash(e) == want)
		})
	}
}

func TestContentHashOfEmptyData(t *testing.T) {
	t.Parallel()
	none, empty, broken := entry(), entry(), entry()
	none.Data, empty.Data, broken.Data = nil, map[string]any{}, map[string]any{"x": math.NaN()}
	require.Equal(t, store.ContentHash(none), store.ContentHash(empty))
	require.Equal(t, store.ContentHash(none), store.ContentHash(broken))
}

// A round trip through JSON, as a store or a client makes it, doesn't change the hash.
func TestContentHashSurvivesJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		e := entry()
		value := rapid.OneOf(
			rapid.Map(rapid.String(), func(s string) any { return s }),
			rapid.Map(rapid.Float64(), func(f float64) any { return f }),
			rapid.Map(rapid.Int64(), func(i int64) any { return i }),
			rapid.Map(rapid.Bool(), func(b bool) any { return b }),
			rapid.Map(rapid.SliceOf(rapid.String()), func(s []string) any { return s }),
		)
		e.Data = rapid.MapOf(rapid.String(), value).Draw(rt, "data")
		e.Time = start.Add(time.Duration(rapid.Int64().Draw(rt, "time")))
		text, err := json.Marshal(e)
		require.NoError(rt, err)
		var back customer.Entry
		require.NoError(rt, json.Unmarshal(text, &back))
		require.Equal(rt, store.ContentHash(e), store.ContentHash(back))
	})
}

func TestInstant(t *testing.T) {
	t.Parallel()
	now := time.Now()
	got := store.Instant(now)
	require.Equal(t, time.UTC, got.Location())
	require.True(t, got.Equal(now.Truncate(time.Microsecond)))
	require.Equal(t, got, store.Instant(got))
	require.True(t, store.Instant(time.Time{}).IsZero())
	require.Equal(t, time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC), store.Instant(time.Unix(0, -1)))
}

func TestAppendedIsAWord(t *testing.T) {
	t.Parallel()
	require.Equal(t, "added duplicate conflict refused",
		store.Added.String()+" "+store.Duplicate.String()+" "+store.Conflict.String()+" "+store.Refused.String())
}

func TestLabelsOf(t *testing.T) {
	t.Parallel()
	require.Equal(t, store.AccountLabels{Tier: "high"}, store.LabelsOf(&customer.State{Tier: "high"}))
	state := &customer.State{Tier: "low", Health: &customer.Health{Band: "red"}}
	require.Equal(t, store.AccountLabels{Tier: "low", Band: "red"}, store.LabelsOf(state))
}
