package dsl

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOffsets(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text  string
		plain time.Duration
	}{
		"-30d":            {"-30d", -30 * 24 * time.Hour},
		"0d":              {"0d", 0},
		"-0d":             {"0d", 0},
		"2w":              {"2w", 14 * 24 * time.Hour},
		"-1 business day": {"-1 business day", -24 * time.Hour},
	}
	for written, tt := range tests {
		o, ok := parseOffset(written)
		require.True(t, ok, written)
		require.Equal(t, tt.text, o.String())
		require.Equal(t, tt.plain, o.plain())
	}
	for _, wrong := range []string{"", "-", "--3d", "+3d", "soon"} {
		_, ok := parseOffset(wrong)
		require.False(t, ok, wrong)
	}
}
