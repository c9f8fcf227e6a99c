package state_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/state"
)

// openWarned opens a folder and gives what it was warned of.
func openWarned(t *testing.T, dir string) (warnings []string, err error) {
	t.Helper()
	o := options()
	o.Warn = func(s string) { warnings = append(warnings, s) }
	f, err := state.Open(dir, o)
	if err == nil {
		require.NoError(t, f.Close())
	}
	return warnings, err
}

// chmod sets rights that no umask takes away.
func chmod(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	require.NoError(t, os.Chmod(path, mode))
}

func TestAnOpenFolderIsWarnedOf(t *testing.T) {
	t.Parallel()
	for mode, says := range map[fs.FileMode]string{
		0o700: "",
		0o755: "state folder STATE is open to other users (mode 755), though its files aren't: run chmod 700 STATE",
		0o750: "state folder STATE is open to other users (mode 750), though its files aren't: run chmod 700 STATE",
		0o711: "state folder STATE is open to other users (mode 711), though its files aren't: run chmod 700 STATE",
		0o775: "state folder STATE can be changed by its group (mode 775), who can replace its files: run chmod 700 STATE",
	} {
		dir := t.TempDir()
		chmod(t, dir, mode)
		warnings, err := openWarned(t, dir)
		require.NoError(t, err)
		require.Equal(t, says, strings.ReplaceAll(strings.Join(warnings, "|"), dir, "STATE"), mode)
		info, err := os.Stat(dir)
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode().Perm(), "it is the operator's")
	}
}

func TestAFolderThatEverybodyCanChangeIsRefused(t *testing.T) {
	t.Parallel()
	for _, mode := range []fs.FileMode{0o777, 0o777 | fs.ModeSticky, 0o702} {
		dir := t.TempDir()
		chmod(t, dir, mode)
		_, err := openWarned(t, dir)
		require.EqualError(t, err, replace("state folder STATE can be changed by every user of this machine: run chmod 700 STATE or choose another with --state", dir))
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Empty(t, entries, "nothing is left behind")
	}
}

// write makes a file with a mode, and the folders above it.
func write(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	chmod(t, path, mode)
}

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	return info.Mode().Perm()
}

func TestWhatEarlierBuildsLeftReadableIsClosed(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "st*te[1]")
	require.NoError(t, os.Mkdir(dir, 0o755))
	files := []string{
		"tend.db", "tend.db-wal", "tend.db-shm", "temporal.db", "temporal.db-wal", "temporal.db.lock", "temporal.db.new",
		"clock.json", "clock.json.123", "lock", "mail/000000000001.eml", "mail/000000000002.eml.part", "temporal.tls/ca.pem",
	}
	for _, file := range files {
		write(t, filepath.Join(dir, file), 0o777)
	}
	chmod(t, filepath.Join(dir, "mail"), 0o777)
	others := []string{"main.hcl", "tend", "notes/tend.db"}
	for _, file := range others {
		write(t, filepath.Join(dir, file), 0o644)
	}
	write(t, filepath.Join(dir, "temporal.tls", "ca.key"), 0o644)

	_, err := openWarned(t, dir)
	require.NoError(t, err)
	for _, file := range files {
		require.Equal(t, fs.FileMode(0o600), mode(t, filepath.Join(dir, file)), file)
	}
	require.Equal(t, fs.FileMode(0o700), mode(t, filepath.Join(dir, "mail")))
	for _, file := range others {
		require.Equal(t, fs.FileMode(0o644), mode(t, filepath.Join(dir, file)), "%s isn't the engine's", file)
	}
	require.Equal(t, fs.FileMode(0o644), mode(t, filepath.Join(dir, "temporal.tls", "ca.key")), "who uses a key sees that it isn't secret")
}

func TestWhatSomebodyPlantedIsRefused(t *testing.T) {
	t.Parallel()
	victim := filepath.Join(t.TempDir(), "victim")
	write(t, victim, 0o644)
	plants := map[string]func(path string) error{
		"a link":         func(path string) error { return os.Symlink(victim, path) },
		"a dangling one": func(path string) error { return os.Symlink(victim+".absent", path) },
		"a pipe":         func(path string) error { return syscall.Mkfifo(path, 0o600) },
	}
	for _, file := range []string{"tend.db", "tend.db-wal", "temporal.db", "temporal.db.new", "temporal.tls", "mail", "mail/000000000001.eml", "lock", "holder.json", "clock.json"} {
		for name, plant := range plants {
			dir := t.TempDir()
			path := filepath.Join(dir, file)
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
			require.NoError(t, plant(path))
			_, err := openWarned(t, dir)
			require.EqualError(t, err, replace(file+" in state folder STATE is neither a file nor a folder: move it away or choose another folder with --state", dir), name)
			require.Equal(t, fs.FileMode(0o644), mode(t, victim))
			require.NoFileExists(t, victim+".absent")
		}
	}
}

func TestALinkToAStateFolderIsFollowed(t *testing.T) {
	t.Parallel()
	dir, link := filepath.Join(t.TempDir(), "state"), filepath.Join(t.TempDir(), "link")
	write(t, filepath.Join(dir, "tend.db"), 0o644)
	require.NoError(t, os.Symlink(dir, link))
	warnings, err := openWarned(t, link)
	require.NoError(t, err)
	require.Len(t, warnings, 1)
	require.Contains(t, warnings[0], "run chmod 700 "+link)
	require.Equal(t, fs.FileMode(0o600), mode(t, filepath.Join(dir, "tend.db")))
}

const stranger = 12345

func TestFilesOfAnotherUserAreRefused(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root gives files away")
	}
	dir := t.TempDir()
	chmod(t, dir, 0o700)
	write(t, filepath.Join(dir, "tend.db"), 0o600)
	require.NoError(t, os.Chown(filepath.Join(dir, "tend.db"), stranger, stranger))
	_, err := openWarned(t, dir)
	require.EqualError(t, err, replace("tend.db in state folder STATE belongs to another user (12345): move it away or choose another folder with --state", dir))

	// As in a container that is run by another user than before: the folder and all that is in it are theirs.
	require.NoError(t, os.Chown(dir, stranger, stranger))
	warnings, err := openWarned(t, dir)
	require.NoError(t, err)
	require.Equal(t, []string{replace("state folder STATE belongs to another user (12345), who can read and change it: run chown -R 0 STATE", dir)}, warnings)
}
