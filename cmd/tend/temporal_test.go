package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// startTemporal runs the command until stop is called, and returns the lines that it began with.
func startTemporal(t *testing.T, args ...string) (lines []string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	cmd := newTemporalCommand()
	cmd.SetArgs(append(args, "--listen", "127.0.0.1:0"))
	cmd.SetOut(writer)
	ended := make(chan error, 1)
	go func() {
		err := cmd.ExecuteContext(ctx)
		_ = writer.Close()
		ended <- err
	}()
	for scanner := bufio.NewScanner(reader); len(lines) < 5 && scanner.Scan(); {
		lines = append(lines, scanner.Text())
	}
	require.Len(t, lines, 5)
	return lines, func() error {
		cancel()
		return <-ended
	}
}

func TestTemporalServesAStateFolderUntilItIsInterrupted(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "state")
	lines, stop := startTemporal(t, "--state", state)
	require.Regexp(t, `^Temporal listens on 127\.0\.0\.1:\d+ \(`, lines[0])
	require.FileExists(t, filepath.Join(state, "temporal.db"))
	address, tls := strings.Fields(lines[0])[3], filepath.Join(state, "temporal.tls")
	require.Equal(t, []string{
		"Its tools get in with",
		"  TEMPORAL_CONFIG_FILE=" + filepath.Join(tls, "temporal.toml") + " temporal workflow list",
		"or with",
		"  temporal workflow list --address " + address + " --namespace tend --tls-cert-path " + filepath.Join(tls, "client.pem") +
			" --tls-key-path " + filepath.Join(tls, "client.key") + " --tls-ca-path " + filepath.Join(tls, "ca.pem"),
	}, lines[1:])
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	require.NoError(t, conn.Close())

	second := newTemporalCommand()
	second.SetArgs([]string{"--state", state, "--listen", "127.0.0.1:0"})
	second.SetOut(io.Discard)
	second.SetErr(io.Discard)
	require.ErrorContains(t, second.ExecuteContext(t.Context()), "already in use by process")

	require.NoError(t, stop())
	_, err = net.Dial("tcp", address)
	require.Error(t, err)
}

func TestTemporalNeedsOneFileThatItCanWrite(t *testing.T) {
	t.Parallel()
	blocked := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(blocked, nil, 0o600))
	for says, args := range map[string][]string{
		"at least one of the flags":     nil,
		"none of the others can be":     {"--state", t.TempDir(), "--db", "x.db"},
		"is not a folder":               {"--state", filepath.Join(blocked, "state")},
		"lock the Temporal database":    {"--db", filepath.Join(blocked, "x.db")},
		"listens on loopback addresses": {"--db", filepath.Join(t.TempDir(), "x.db"), "--listen", "0.0.0.0:0"},
	} {
		cmd := newTemporalCommand()
		cmd.SetArgs(args)
		cmd.SetOut(io.Discard)
		cmd.SetErr(io.Discard)
		require.ErrorContains(t, cmd.ExecuteContext(t.Context()), says)
	}
}
