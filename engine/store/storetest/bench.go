package storetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

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
