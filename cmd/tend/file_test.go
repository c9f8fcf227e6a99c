package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNoCommandWaitsForAPipe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipe := filepath.Join(dir, "p.hcl")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	e := newExports(t, importMapping)
	for _, args := range [][]string{
		{"fmt", pipe},
		{"validate", pipe},
		{"import", e.playbooks, "--mapping", e.mapping, "--data", pipe, "--state", e.state},
		{"validate", dir},
		{"graph", dir},
		{"import", dir, "--mapping", e.mapping},
		{"import", e.playbooks, "--mapping", pipe, "--state", e.state},
	} {
		var out, errOut bytes.Buffer
		require.Equal(t, exitFailed, execute(t.Context(), args, nil, &out, &errOut), args)
		require.Regexp(t, "it isn't a regular file|no folder where one is needed|is a file: name the folder", errOut.String(), args)
	}
	pipe = filepath.Join(dir, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	for _, args := range [][]string{
		{"import", e.playbooks, "--mapping", e.mapping, "--state", e.state, "--rejects", pipe},
		{"graph", "../../examples/quickstart", "welcome", "-o", pipe},
	} {
		var out, errOut bytes.Buffer
		require.Equal(t, exitFailed, execute(t.Context(), args, nil, &out, &errOut), args)
		require.Contains(t, errOut.String(), "nobody reads from it", args)
	}
}

// reached is read by somebody who is told of it, and has nothing to say.
type reached struct{ read func() }

func (r reached) Read([]byte) (int, error) {
	r.read()
	select {}
}

func TestAStoppedCommandDoesNotWaitForItsInput(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	require.Equal(t, exitInterrupted, execute(ctx, []string{"fmt", "-"}, reached{stop}, io.Discard, io.Discard))
}

func TestTheRejectsDoNotReplaceWhatIsRead(t *testing.T) {
	t.Parallel()
	e := newExports(t, importMapping)
	link := filepath.Join(e.dir, "link")
	require.NoError(t, os.Symlink("clicks.csv", link))
	for _, path := range []string{filepath.Join(e.dir, "clicks.csv"), filepath.Join(e.dir, "accounts.csv"), e.mapping, link} {
		before, err := os.ReadFile(path)
		require.NoError(t, err)
		code, _, errOut := e.tend(t, "--rejects", path)
		require.Equal(t, exitFailed, code)
		require.Regexp(t, "is what the import reads|would be a file of playbooks", errOut)
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(before), string(after))
	}
	require.NoDirExists(t, e.state)
}

// Nothing that is there already is lost to the rejected rows, but rejected rows of before.
func TestTheRejectsReplaceOnlyRejects(t *testing.T) {
	t.Parallel()
	e := newExports(t, importMapping)
	code, _, errOut := e.tend(t)
	require.Equal(t, exitOK, code, errOut)
	code, _, errOut = e.tend(t, "--rejects", filepath.Join(e.state, "lock"))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errOut, "lies in the state folder")
	notes := filepath.Join(e.dir, "notes.txt")
	require.NoError(t, os.WriteFile(notes, []byte("ours"), 0o600))
	code, _, errOut = e.tend(t, "--rejects", filepath.Join(e.playbooks, "workspace.hcl"))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errOut, "would be a file of playbooks")
	for _, path := range []string{notes, e.mapping} {
		before, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NotEmpty(t, before)
		code, _, errOut := e.tend(t, "--rejects", path)
		require.Equal(t, exitFailed, code)
		require.Regexp(t, "is there already and holds something else|is what the import reads|would be a file of playbooks", errOut)
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, before, after)
	}
	code, _, errOut = e.tend(t, "--rejects", filepath.Join(e.state, "new.csv"))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errOut, "lies in the state folder")
	require.NoFileExists(t, filepath.Join(e.state, "new.csv"))

	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	reader, err := os.OpenFile(pipe, os.O_RDWR, 0)
	require.NoError(t, err)
	defer reader.Close()
	code, _, errOut = e.tend(t, "--rejects", pipe)
	require.Equal(t, exitOK, code, errOut)

	rejects := filepath.Join(t.TempDir(), "rejects.csv")
	require.NoError(t, os.WriteFile(rejects, nil, 0o600))
	for range 2 {
		code, _, errOut = e.tend(t, "--rejects", rejects)
		require.Equal(t, exitOK, code, errOut)
	}
}

func TestAGraphReplacesNoPlaybooks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "p.hcl")
	const playbook = `event "e" {}
playbook "p" {
  trigger "event" { event = "e" }
  wait "w" { for = "1d" }
}
`
	require.NoError(t, os.WriteFile(file, []byte(playbook), 0o600))
	var stdout, stderr bytes.Buffer
	code := execute(t.Context(), []string{"graph", dir, "--output", file}, nil, &stdout, &stderr)
	require.Equal(t, exitFailed, code)
	require.Contains(t, stderr.String(), "would be a file of playbooks")
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, playbook, string(after))
	other := filepath.Join(dir, "other.db")
	require.NoError(t, os.WriteFile(other, []byte("SQLite format 3"), 0o600))
	stderr.Reset()
	require.Equal(t, exitFailed, execute(t.Context(), []string{"graph", dir, "--output", other}, nil, &stdout, &stderr))
	require.Contains(t, stderr.String(), "is there already and holds something else")
	for _, format := range []string{"svg", "mermaid"} {
		for range 2 {
			require.Equal(t, exitOK, execute(t.Context(), []string{"graph", dir, "--format", format, "--output", filepath.Join(dir, "p."+format)}, nil, &stdout, &stderr), stderr.String())
		}
	}
}
