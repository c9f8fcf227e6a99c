package state_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/state"
)

var started = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func options() state.Options {
	return state.Options{Wall: func() time.Time { return started }}
}

func open(t *testing.T, dir string) *state.Folder {
	t.Helper()
	f, err := state.Open(dir, options())
	require.NoError(t, err)
	return f
}

func TestOpenMakesAPrivateFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "deep", "state")
	f := open(t, dir)
	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	require.NoError(t, f.Close())
}

func TestPathsLieInTheFolder(t *testing.T) {
	t.Parallel()
	f := open(t, t.TempDir())
	defer func() { require.NoError(t, f.Close()) }()
	require.True(t, filepath.IsAbs(f.Dir()))
	paths := map[string]bool{}
	for _, path := range []string{f.Database(), f.Temporal(), f.Mail()} {
		require.Equal(t, f.Dir(), filepath.Dir(path))
		paths[path] = true
	}
	require.Len(t, paths, 3)
}

func TestOneAtATime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := open(t, dir)

	_, err := state.Open(dir, options())
	var inUse *state.InUseError
	require.ErrorAs(t, err, &inUse)
	require.Equal(t, os.Getpid(), inUse.Holder.PID)
	require.EqualError(t, err, fmt.Sprintf(
		"state folder %s is already in use by process %d (started 2026-04-01T09:00:00Z); stop it or choose another with --state",
		dir, os.Getpid()))

	require.NoError(t, first.Close())
	again := open(t, dir)
	require.NoError(t, again.Close())
}

func TestHolderIsNotKnownYet(t *testing.T) {
	t.Parallel()
	for name, note := range map[string]string{"absent": "", "half": `{"pid":`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			first := open(t, dir)
			path := filepath.Join(dir, "holder.json")
			if note == "" {
				require.NoError(t, os.Remove(path))
			} else {
				require.NoError(t, os.WriteFile(path, []byte(note), 0o600))
			}
			_, err := state.Open(dir, options())
			require.EqualError(t, err, fmt.Sprintf(
				"state folder %s is already in use by another process; stop it or choose another with --state", dir))
			require.NoError(t, first.Close())
		})
	}
}

func TestNoteOfAKilledProcessIsNotBelieved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	note := `{"pid": 1, "started": "2020-01-01T00:00:00Z"}`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "holder.json"), []byte(note), 0o600))
	f := open(t, dir)
	_, err := state.Open(dir, options())
	var inUse *state.InUseError
	require.ErrorAs(t, err, &inUse)
	require.Equal(t, os.Getpid(), inUse.Holder.PID)
	require.NoError(t, f.Close())
}

func TestCloseLeavesNoNote(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, open(t, dir).Close())
	require.NoFileExists(t, filepath.Join(dir, "holder.json"))
}

func TestAFileIsNotAFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		_, err := state.Open(dir, options())
		require.EqualError(t, err, "state folder "+dir+" is not a folder: choose another with --state")
	}
}

func TestARelativeFolderStaysWhereItWas(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	f := open(t, "state")
	require.True(t, filepath.IsAbs(f.Database()))
	require.Equal(t, "state", filepath.Base(f.Dir()))
	require.NoError(t, f.Close())
}

// replace puts the folder's name into a message of a table.
func replace(message, dir string) string { return strings.ReplaceAll(message, "STATE", dir) }
