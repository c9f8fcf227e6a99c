package state_test

import (
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/state"
)

// hands are the hands of a clock on the wall that a test turns.
type hands struct {
	mu sync.Mutex
	at time.Time
}

func (h *hands) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hands) turn(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

func wall() *hands { return &hands{at: started} }

// clock returns the clock of a new folder.
func clock(t *testing.T, speed float64, asOf time.Time, w *hands) *state.Clock {
	t.Helper()
	f := open(t, t.TempDir())
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	c, err := f.Clock(speed, asOf, w.now)
	require.NoError(t, err)
	return c
}

func TestSpeedOneIsTheWall(t *testing.T) {
	t.Parallel()
	w := wall()
	c := clock(t, 1, time.Time{}, w)
	require.Equal(t, started, c.Now())
	w.turn(90*time.Minute + 7*time.Nanosecond)
	require.Equal(t, started.Add(90*time.Minute), c.Now())
	require.Equal(t, time.Hour, c.Wall(time.Hour))
	require.Equal(t, time.Hour-7*time.Nanosecond, c.Until(started.Add(150*time.Minute)))
	require.InEpsilon(t, 1.0, c.Speed(), 0)
}

func TestSpeed(t *testing.T) {
	t.Parallel()
	w := wall()
	c := clock(t, 3600, time.Time{}, w)
	w.turn(time.Second)
	require.Equal(t, started.Add(time.Hour), c.Now())
	require.Equal(t, 24*time.Second, c.Wall(24*time.Hour))
	require.Equal(t, time.Duration(1), c.Wall(1), "rounded up")
	require.Zero(t, c.Wall(-time.Hour))
	require.Equal(t, 23*time.Second, c.Until(started.Add(24*time.Hour)))
	require.Zero(t, c.Until(started))
	require.InEpsilon(t, 3600.0, c.Speed(), 0)
}

func TestAsOf(t *testing.T) {
	t.Parallel()
	w := wall()
	asOf := time.Date(2014, 10, 1, 9, 0, 0, 1999, time.FixedZone("JST", 9*3600))
	c := clock(t, 60, asOf, w)
	require.Equal(t, time.Date(2014, 10, 1, 0, 0, 0, 1000, time.UTC), c.Now())
	w.turn(time.Minute)
	require.Equal(t, time.Date(2014, 10, 1, 1, 0, 0, 1000, time.UTC), c.Now())
}

func TestNowNeverGoesBack(t *testing.T) {
	t.Parallel()
	w := wall()
	c := clock(t, 2, time.Time{}, w)
	w.turn(time.Hour)
	latest := c.Now()
	w.turn(-2 * time.Hour)
	require.Equal(t, latest, c.Now())
	require.Zero(t, c.Until(latest))
	w.turn(2*time.Hour + time.Second)
	require.Equal(t, latest.Add(2*time.Second), c.Now())
}

func TestAWallBeforeTheFirstStart(t *testing.T) {
	t.Parallel()
	w := wall()
	c := clock(t, 10, time.Time{}, w)
	w.turn(-time.Hour)
	require.Equal(t, started, c.Now())
}

func TestNowInParallel(t *testing.T) {
	t.Parallel()
	w := wall()
	c := clock(t, 7, time.Time{}, w)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			last := c.Now()
			for range 200 {
				w.turn(time.Microsecond)
				now := c.Now()
				if now.Before(last) {
					t.Errorf("%s came after %s", now, last)
				}
				last = now
			}
		})
	}
	all.Wait()
}

func TestTimePassesWhileItIsDown(t *testing.T) {
	t.Parallel()
	dir, w := t.TempDir(), wall()
	f := open(t, dir)
	_, err := f.Clock(60, time.Time{}, w.now)
	require.NoError(t, err)
	require.NoError(t, f.Close())

	w.turn(10 * time.Minute)
	f = open(t, dir)
	defer func() { require.NoError(t, f.Close()) }()
	for _, speed := range []float64{60, 0} {
		c, err := f.Clock(speed, time.Time{}, w.now)
		require.NoError(t, err)
		require.Equal(t, started.Add(10*time.Hour), c.Now())
		require.InEpsilon(t, 60.0, c.Speed(), 0)
	}
}

func TestNoSpeedIsOne(t *testing.T) {
	t.Parallel()
	require.InEpsilon(t, 1.0, clock(t, 0, time.Time{}, wall()).Speed(), 0)
}

func TestClockErrors(t *testing.T) {
	t.Parallel()
	asOf := started.AddDate(-1, 0, 0)
	tests := map[string]struct {
		speed float64
		asOf  time.Time
		want  string
	}{
		"another speed":   {2.5, time.Time{}, "state folder STATE was started with speed 60; start with --speed 60 or choose a new one with --state"},
		"another time":    {60, asOf.Add(1e9), "state folder STATE has a clock already, so its time can't be set to 2025-04-01T09:00:01Z; leave out --as-of or choose a new one with --state"},
		"the same again":  {60, asOf, ""},
		"below nothing":   {-1, asOf, "speed -1 is not possible: choose a number above 0 with --speed"},
		"without end":     {math.Inf(1), asOf, "speed +Inf is not possible: choose a number above 0 with --speed"},
		"no number":       {math.NaN(), asOf, "speed NaN is not possible: choose a number above 0 with --speed"},
		"nothing to say":  {0, time.Time{}, ""},
		"only the number": {60, time.Time{}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			f := open(t, dir)
			defer func() { require.NoError(t, f.Close()) }()
			_, err := f.Clock(60, asOf, wall().now)
			require.NoError(t, err)
			before, err := os.ReadFile(filepath.Join(dir, "clock.json"))
			require.NoError(t, err)

			_, err = f.Clock(test.speed, test.asOf, wall().now)
			if test.want == "" {
				require.NoError(t, err)
			} else {
				require.EqualError(t, err, replace(test.want, dir))
			}
			after, err := os.ReadFile(filepath.Join(dir, "clock.json"))
			require.NoError(t, err)
			require.Equal(t, string(before), string(after))
		})
	}
}

func TestAnAsOfAfterAPlainStart(t *testing.T) {
	t.Parallel()
	f := open(t, t.TempDir())
	defer func() { require.NoError(t, f.Close()) }()
	_, err := f.Clock(1, time.Time{}, wall().now)
	require.NoError(t, err)
	_, err = f.Clock(1, started, wall().now)
	require.ErrorContains(t, err, "has a clock already")
}

func TestADamagedClock(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"half": `{"virt`, "empty": `{}`, "stopped": `{"virtual": "2026-04-01T09:00:00Z", "wall": "2026-04-01T09:00:00Z", "speed": 0}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			f := open(t, dir)
			defer func() { require.NoError(t, f.Close()) }()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "clock.json"), []byte(text), 0o600))
			_, err := f.Clock(1, time.Time{}, wall().now)
			require.ErrorContains(t, err, "the clock of state folder "+dir+" is damaged")
			require.ErrorContains(t, err, "restore "+filepath.Join(dir, "clock.json"))
		})
	}
}

func TestFarAwayIsNotSoon(t *testing.T) {
	t.Parallel()
	for _, speed := range []float64{1, 1e-12, 0.3, 3, 1e6} {
		c := clock(t, speed, time.Time{}, wall())
		for _, instant := range []time.Time{time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), time.UnixMicro(math.MaxInt64 / 2)} {
			require.Greater(t, c.Until(instant), time.Hour)
		}
		require.Positive(t, c.Wall(math.MaxInt64))
	}
}

// The quotient of these two is rounded up to a microsecond too many.
func TestUntilIsNotRoundedUp(t *testing.T) {
	t.Parallel()
	w := wall()
	c := clock(t, 0.010000000000000002, time.Time{}, w)
	instant := started.Add(10_000 * time.Hour)
	w.turn(c.Until(instant) - time.Microsecond)
	require.True(t, c.Now().Before(instant), "%s is at %s already", instant, c.Now())
	w.turn(time.Microsecond)
	require.Equal(t, instant, c.Now())
}

// Whoever waits as long as Until says finds that the instant has come, and would have found it not
// come a microsecond before.
func TestUntilIsLongEnoughAndNoLonger(t *testing.T) {
	t.Parallel()
	f := open(t, t.TempDir())
	defer func() { require.NoError(t, f.Close()) }()
	folders := 0
	rapid.Check(t, func(rt *rapid.T) {
		folders++
		speed := rapid.OneOf(rapid.Float64Range(0.01, 1e6), rapid.Just(1.0), rapid.Just(86400.0)).Draw(rt, "speed")
		w := wall()
		folder := open(t, filepath.Join(f.Dir(), "f", time.Duration(folders).String()))
		defer func() { require.NoError(t, folder.Close()) }()
		c, err := folder.Clock(speed, time.Time{}, w.now)
		require.NoError(t, err)

		// Not further than 1,000 years: where calendars end, so does what the clock promises.
		before := min(float64(1000*time.Hour), 1000*float64(365*24*time.Hour)/speed)
		w.turn(time.Duration(rapid.Int64Range(0, int64(before)).Draw(rt, "before")))
		now := c.Now()
		instant := now.Add(time.Duration(rapid.Int64Range(1, int64(10000*time.Hour)).Draw(rt, "distance")))
		wait := c.Until(instant)
		require.Positive(t, wait)
		w.turn(wait - time.Microsecond)
		require.True(t, c.Now().Before(instant), "%s is at %s already", instant, c.Now())
		w.turn(time.Microsecond)
		require.False(t, c.Now().Before(instant), "%s isn't at %s yet", c.Now(), instant)
	})
}
