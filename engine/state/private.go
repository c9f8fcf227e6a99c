package state

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// ownNames are the names in a folder that are the engine's; others are left alone.
var ownNames = []string{"lock", "holder.json*", "clock.json*", "tend.db*", "temporal.db*", "temporal.tls", "mail"}

// Rights of others than the owner, and the one that makes a folder useless as a state.
const (
	others   fs.FileMode = 0o077
	group    fs.FileMode = 0o020
	everyone fs.FileMode = 0o002
)

// keepPrivate makes sure that the folder holds only the engine's files, readable by their owner only: earlier builds
// and copies may have left them readable. It refuses a folder that everyone can write, and files of others; of the
// rest it warns.
func keepPrivate(name, dir string, warn func(sentence string)) error {
	info, err := os.Stat(dir)
	if err != nil {
		return unusable(name, err)
	}
	if info.Mode().Perm()&everyone != 0 {
		return fmt.Errorf("state folder %s can be changed by every user of this machine: run chmod 700 %s or choose another with --state", name, name)
	}
	owners := []int{os.Geteuid(), 0, owner(info)}
	switch {
	case owners[2] != owners[0] && owners[2] != 0:
		warn(fmt.Sprintf("state folder %s belongs to another user (%d), who can read and change it: run chown -R %d %s", name, owners[2], owners[0], name))
	case info.Mode().Perm()&group != 0:
		warn(fmt.Sprintf("state folder %s can be changed by its group (mode %o), who can replace its files: run chmod 700 %s", name, info.Mode().Perm(), name))
	case info.Mode().Perm()&others != 0:
		warn(fmt.Sprintf("state folder %s is open to other users (mode %o), though its files aren't: run chmod 700 %s", name, info.Mode().Perm(), name))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unusable(name, err)
	}
	p := privacy{name: name, dir: dir, owners: owners, warn: warn}
	for _, entry := range entries {
		if !isOurs(entry.Name()) {
			continue
		}
		if err := filepath.WalkDir(filepath.Join(dir, entry.Name()), p.visit); err != nil {
			return err
		}
	}
	return nil
}

// MakeFile makes a file that is absent, for its owner only whatever the umask and the folder say. What SQLite puts
// beside it gets the same rights.
func MakeFile(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(file.Chmod(0o600), file.Close())
}

func isOurs(name string) bool {
	return slices.ContainsFunc(ownNames, func(pattern string) bool {
		matches, _ := filepath.Match(pattern, name) // The patterns are well formed.
		return matches
	})
}

// privacy checks the files of a folder.
type privacy struct {
	name, dir string
	owners    []int
	warn      func(string)
}

// visit refuses what isn't the engine's, and makes the rest private.
func (p privacy) visit(path string, entry fs.DirEntry, err error) error {
	var info fs.FileInfo
	if err == nil {
		info, err = entry.Info()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // It was temporary.
	case err != nil:
		return unusable(p.name, err)
	case !info.Mode().IsRegular() && !info.IsDir():
		return p.refuse(path, "is neither a file nor a folder")
	case !slices.Contains(p.owners, owner(info)):
		return p.refuse(path, fmt.Sprintf("belongs to another user (%d)", owner(info)))
	case info.Mode().Perm()&others == 0, filepath.Ext(path) == ".key":
		return nil // A key that others could read isn't closed: whoever uses it makes another.
	}
	if err := os.Chmod(path, private(info)); err != nil {
		p.warn(fmt.Sprintf("%s can be read by other users, and can't be closed to them (%v)", path, errors.Unwrap(err)))
	}
	return nil
}

// private returns the mode that the engine itself gives a file or a folder.
func private(info fs.FileInfo) fs.FileMode {
	if info.IsDir() {
		return 0o700
	}
	return 0o600
}

func (p privacy) refuse(path, why string) error {
	inside, err := filepath.Rel(p.dir, path)
	if err != nil {
		inside = path
	}
	return fmt.Errorf("%s in state folder %s %s: move it away or choose another folder with --state", inside, p.name, why)
}

// owner returns the number of a file's user.
func owner(info fs.FileInfo) int {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(s.Uid)
	}
	return os.Geteuid()
}
