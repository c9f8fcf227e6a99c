package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/store"
	"github.com/tendhq/tend/engine/store/sqlite"
	"github.com/tendhq/tend/engine/store/storetest"
)

// place returns a new file; each call of what it returns opens it.
func place(t testing.TB) storetest.Opener {
	path := filepath.Join(t.TempDir(), "tend.db")
	return func(t testing.TB) store.Store { return openAt(t, path) }
}

func openAt(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{})
	require.NoError(t, err)
	return s
}

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t testing.TB) store.Store { return place(t)(t) })
}

func TestDurability(t *testing.T) {
	t.Parallel()
	storetest.RunDurable(t, place)
}

func BenchmarkNth(b *testing.B) {
	storetest.BenchmarkNth(b, func(t testing.TB) store.Store { return place(t)(t) })
}

func BenchmarkStore(b *testing.B) {
	storetest.Benchmark(b, func(t testing.TB) store.Store { return place(t)(t) })
}
