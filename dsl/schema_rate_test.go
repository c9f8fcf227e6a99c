package dsl

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRatesAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"100 per month", "1 per day", "3 per 7d", "20 per 12h"} {
		r, err := parseRate(s)
		require.NoError(t, err, s)
		require.Equal(t, s, r.String())
	}
	for _, s := range []string{"", "100", "per month", "0 per month", "-1 per month", "2.5 per month", "3 per 0d", "3 per 2 business days", "3 a month", "3 per decade"} {
		_, err := parseRate(s)
		require.ErrorContains(t, err, "100 per month", s)
	}
}

func TestNoTextIsARateByAccident(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if r, err := parseRate(s); err == nil {
			again, err := parseRate(r.String())
			require.NoError(t, err)
			require.Equal(t, r, again)
		}
	})
}
