package calendar_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/calendar"
)

func TestMeant(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"3 days": "3d", "1 day": "1d", "30D": "30d", " 12 Hours ": "12h", "90 sec.": "90s", "15-min": "15m", "2 Weeks": "2w",
		"1 month": "30d", "2 years": "730d", "1 quarter": "90d", "5 s": "5s",
		"2 working days": "2 business days", "1 work day": "1 business day", "4 Business Hours": "4 business hours",
		"2bd": "2 business days", "4 bh": "4 business hours", "1d12h": "36h", "1.5d": "36h", "0.5h": "30m", "1w 7d": "2w", "0.01s": "", "0d0h": "",
		"2 business weeks": "", "3M": "", "3 M": "", "three days": "", "3": "", "": "", "3 moons": "", "a 3 days": "", "99999999999999999999 days": "", "99999 days": "",
	} {
		got := calendar.Meant(s)
		require.Equal(t, want, got, s)
		if got != "" {
			_, err := calendar.Parse(got)
			require.NoError(t, err, "what is suggested can be written")
		}
	}
}
