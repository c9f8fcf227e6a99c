package endtoend

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/workflow/workflowtest"
)

// devUnder starts `tend dev` with a umask.
func devUnder(t *testing.T, umask, dir, state string) *process {
	t.Helper()
	return start(t, exec.Command("sh", "-c", `umask "$1"; shift; exec "$@"`, "sh", umask,
		workflowtest.Binary(t), "dev", dir, "--state", state, "--listen", "127.0.0.1:0"))
}

// readable returns what in a folder others than its owner could use; the folder itself isn't looked at.
func readable(t *testing.T, dir string) (all []string, files int) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) || path == dir {
			return nil
		}
		require.NoError(t, err)
		info, err := entry.Info()
		if os.IsNotExist(err) {
			return nil // It was temporary.
		}
		require.NoError(t, err)
		files++
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			inside, _ := filepath.Rel(dir, path)
			all = append(all, inside+" "+info.Mode().String())
		}
		return nil
	}))
	return all, files
}

func TestNobodyElseReadsTheState(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		umask  string
		mode   fs.FileMode // of the folder; 0: it is absent
		warned bool
	}{
		"a new folder":                  {"000", 0, false},
		"a closed folder":               {"000", 0o700, false},
		"an open folder":                {"022", 0o755, true},
		"an open folder, an open umask": {"000", 0o755, true},
		"a folder of a group":           {"002", fs.ModeSetgid | 0o775, true},
		"a folder to pass through":      {"022", 0o711, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, state := folder(t, map[string]string{"main.hcl": declarations + waiting(`for = "1s"`, "Second")}), filepath.Join(t.TempDir(), "state")
			if test.mode != 0 {
				require.NoError(t, os.Mkdir(state, 0o700))
				require.NoError(t, os.Chmod(state, test.mode))
			}
			p := devUnder(t, test.umask, dir, state)
			p.account("acme")
			p.send(event("1", "signed", "acme"))
			p.wait("both mails", func() bool { return len(p.subjects()) == 2 })
			open, files := readable(t, state)
			require.Empty(t, open)
			require.Greater(t, files, 15, "databases, clock, mails, credentials")
			require.Equal(t, test.warned, strings.Contains(p.output(), "tend: warning: state folder "+state+" "), p.output())

			// A copy, or an earlier build, may have left it open; and a kill leaves what a clean end removes.
			p.kill()
			require.NoError(t, filepath.WalkDir(state, func(path string, entry fs.DirEntry, err error) error {
				require.NoError(t, err)
				if path == state {
					return nil
				}
				return os.Chmod(path, 0o755)
			}))
			p = devUnder(t, test.umask, dir, state)
			open, _ = readable(t, state)
			require.Empty(t, open)
			require.Zero(t, p.interrupt())
			open, _ = readable(t, state)
			require.Empty(t, open)
		})
	}
}

func TestAStateThatEverybodyCanChangeIsRefused(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	require.NoError(t, os.Chmod(state, 0o777))
	playbooks := folder(t, map[string]string{"main.hcl": declarations})
	for _, args := range [][]string{
		{"dev", playbooks, "--state", state, "--listen", "127.0.0.1:0"},
		{"temporal", "--state", state, "--listen", "127.0.0.1:0"},
	} {
		code, out := run(t, args...)
		require.Equal(t, 1, code)
		require.Equal(t, "tend: state folder "+state+" can be changed by every user of this machine: run chmod 700 "+state+" or choose another with --state\n", out)
	}
}
