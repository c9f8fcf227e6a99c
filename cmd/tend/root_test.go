package main

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestABuildKnowsWhatItIsOf(t *testing.T) {
	t.Parallel()
	installed := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}
	built := &debug.BuildInfo{
		Main:     debug.Module{Version: "(devel)"},
		Settings: []debug.BuildSetting{{Key: "GOOS", Value: "linux"}, {Key: "vcs.revision", Value: "0123456789abcdef"}},
	}
	require.Equal(t, "v1.2.3", builtFrom(installed))
	require.Equal(t, "0123456789", builtFrom(built))
	require.Equal(t, "unknown", builtFrom(&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}))
	require.Equal(t, "unknown", builtFrom(nil))
}
