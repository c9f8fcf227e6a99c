package storetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// Benchmark measures events: one a transaction, one a transaction from many callers at a time, and in
// batches as an import brings them.
func Benchmark(b *testing.B, open Opener) {
	b.Run("one by one", func(b *testing.B) {
		s := opened(b, open)
		for i := range b.N {
			benchmarkAppend(b, s, i, 1)
		}
		report(b, 1)
	})
	for _, callers := range []int{16, 128} {
		b.Run(fmt.Sprintf("%d callers", callers), func(b *testing.B) {
			s := opened(b, open)
			var next atomic.Int64
			b.SetParallelism(callers)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					benchmarkAppend(b, s, int(next.Add(1)), 1)
				}
			})
			report(b, 1)
		})
	}
	b.Run("batches of 1000", func(b *testing.B) {
		s := opened(b, open)
		for i := range b.N {
			benchmarkAppend(b, s, i, 1000)
		}
		report(b, 1000)
	})
}

// BenchmarkNth measures what a quota asks, by how large it is: half of the runs started at one instant, the others
// one after another.
func BenchmarkNth(b *testing.B, open Opener) {
	const all = 20_000
	s := opened(b, open)
	for i := 0; i < all; i += 1000 {
		update(b, s, on("a"), func(tx store.Tx) error {
			for j := i; j < i+1000; j++ {
				run := store.Run{ID: fmt.Sprint(j), Account: "a", Playbook: "p", Status: "running", StartedAt: after(max(0, j-all/2))}
				require.NoError(b, tx.PutRun(run))
			}
			return nil
		})
	}
	for _, n := range []int{10, 1_000, 20_000} {
		b.Run(fmt.Sprint("n=", n), func(b *testing.B) {
			for b.Loop() {
				at := read(b, s, func(r store.Reader) (time.Time, error) { return r.NthStart("p", n, time.Time{}) })
				require.False(b, at.IsZero())
			}
		})
	}
}

// report adds events per second.
func report(b *testing.B, batch int) {
	b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "events/s")
}

// benchmarkAppend appends the n-th batch of entries, spread over 748 accounts.
func benchmarkAppend(b *testing.B, s store.Store, n, batch int) {
	const many = 748
	accounts := make([]string, 0, batch)
	for i := range batch {
		accounts = append(accounts, fmt.Sprint("account-", (n*batch+i)%many))
	}
	err := s.Update(context.Background(), accounts, func(tx store.Tx) error {
		for i, account := range accounts {
			err := add(tx, customer.Entry{
				Source: "bench", ID: fmt.Sprintf("click-%d", n*batch+i), Type: "click", Account: account,
				Time: after(n), Received: after(n), Data: map[string]any{"clicks": 4.0, "site": "page"},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		require.NoError(b, err)
	}
}
