package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSpansForPeople(t *testing.T) {
	t.Parallel()
	for span, want := range map[time.Duration]string{
		12*24*time.Hour + 18*time.Hour:       "12 days and 18 hours",
		24 * time.Hour:                       "1 day",
		24*time.Hour - time.Second:           "24 hours",
		11*time.Hour + 20*time.Minute:        "11 hours and 20 minutes",
		time.Hour:                            "1 hour",
		40*time.Minute + 5*time.Second:       "40 minutes and 5 seconds",
		20 * time.Second:                     "20 seconds",
		20*time.Second + 400*time.Nanosecond: "20 seconds",
		300 * time.Millisecond:               "a moment",
	} {
		require.Equal(t, want, showDuration(span))
	}
}
