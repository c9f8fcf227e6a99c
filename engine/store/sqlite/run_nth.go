package sqlite

import (
	"math"
	"time"
)

// The counts of runs are a tree: a bucket of a level is so many bits of an instant less than one below.
const (
	countLevels = 5
	countBits   = 10
)

// NthStart implements store.Reader. It adds up counts: up to a thousand and some at each level, whatever n. With one
// writer it needs no lock.
func (r reader) NthStart(playbook string, n int, before time.Time) (time.Time, error) {
	return r.nth(playbook, "started", max(n, 1), microsBefore(before))
}

// NthEnd implements store.Reader. It costs as much as NthStart; of runs that started before an instant, as much as n.
func (r reader) NthEnd(playbook string, n int, before time.Time) (at time.Time, running bool, err error) {
	n = max(n, 1)
	if !before.IsZero() {
		return r.nthEndBefore(playbook, n, before.UnixMicro())
	}
	going := 0
	_, err = r.one("SELECT n FROM run_counts WHERE playbook = ? AND what = 'running' AND level = 0", []any{playbook}, &going)
	if err != nil || going >= n {
		return time.Time{}, going >= n, err
	}
	at, err = r.nth(playbook, "ended", n-going, math.MaxInt64)
	return at, false, err
}

// nthEndBefore reads the runs one by one, as the counts don't record when those that ended had started.
func (r reader) nthEndBefore(playbook string, n int, before int64) (at time.Time, running bool, err error) {
	going := 0
	err = r.each(func(scanner) error { going++; return nil },
		"SELECT 1 FROM runs WHERE playbook = ? AND ended_at IS NULL AND started_at < ? LIMIT ?", playbook, before, n)
	if err != nil || going == n {
		return time.Time{}, going == n, err
	}
	_, err = r.one(`SELECT ended_at FROM runs WHERE playbook = ? AND ended_at IS NOT NULL AND started_at < ?
		ORDER BY ended_at DESC LIMIT 1 OFFSET ?`, []any{playbook, before, n - going - 1}, instant{&at})
	return at, false, err
}

// nth returns the n-th last instant before one; zero: there are fewer. It climbs from the bucket of that instant through
// those that are before it, from level to level, and goes down in the one that holds the n-th.
func (r reader) nth(playbook, what string, n int, before int64) (time.Time, error) {
	for level := range countLevels {
		to := before >> (level * countBits)
		from := to >> countBits << countBits
		if level == countLevels-1 {
			from = math.MinInt64
		}
		bucket, found, err := r.holds(playbook, what, level, from, to, &n)
		for level > 0 && err == nil && found {
			level--
			bucket, found, err = r.holds(playbook, what, level, bucket<<countBits, (bucket+1)<<countBits, &n)
		}
		if err != nil || found {
			return time.UnixMicro(bucket).UTC(), err
		}
	}
	return time.Time{}, nil
}

// holds returns the bucket that holds the n-th last, of those from one up to another; n is then how many it is from the
// end of that bucket. When none does, n is less by all that they hold.
func (r reader) holds(playbook, what string, level int, from, to int64, n *int) (bucket int64, found bool, err error) {
	if from == to {
		return 0, false, nil
	}
	statement, err := r.prepare(`SELECT bucket, n FROM run_counts
		WHERE playbook = ? AND what = ? AND level = ? AND bucket >= ? AND bucket < ? ORDER BY bucket DESC`)
	if err != nil {
		return 0, false, err
	}
	rows, err := statement.QueryContext(r.ctx, playbook, what, level, from, to)
	if err != nil {
		return 0, false, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		count := 0
		if err := rows.Scan(&bucket, &count); err != nil {
			return 0, false, err
		}
		if *n <= count {
			return bucket, true, nil
		}
		*n -= count
	}
	return 0, false, rows.Err()
}
