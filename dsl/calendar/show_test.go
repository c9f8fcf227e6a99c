package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestShow(t *testing.T) {
	t.Parallel()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	for at, want := range map[time.Time]string{
		time.Date(2026, 4, 6, 23, 59, 0, 0, time.UTC):           "2026-04-07 08:59",
		time.Date(2026, 4, 6, 23, 59, 59, 999_000, time.UTC):    "2026-04-07 08:59:59",
		time.Date(2026, 4, 6, 23, 59, 0, 999_000_000, time.UTC): "2026-04-07 08:59",
	} {
		require.Equal(t, want, Show(at, tokyo))
	}
}
