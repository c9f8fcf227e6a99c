package state

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// Options are the settings of a folder. The zero value is good.
type Options struct {
	// Wall is the time on the wall, for what the holder's note says; nil means time.Now.
	Wall func() time.Time
	// Warn receives what others could read or change, in a sentence with what to do; nil for nobody.
	Warn func(sentence string)
}

// Folder is a state folder that this process holds the lock of.
type Folder struct {
	name string // as the user wrote it, for messages
	dir  string // absolute, for paths
	lock *flock.Flock
}

// Open makes the folder when absent, readable by its owner only, makes what is in it private, and takes its lock. It
// fails with an *InUseError when another process has it, and with one sentence when the folder can't be written, or
// everybody can write it.
func Open(dir string, options Options) (*Folder, error) {
	if options.Wall == nil {
		options.Wall = time.Now
	}
	if options.Warn == nil {
		options.Warn = func(string) {}
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, unusable(dir, err)
	}
	if err := os.MkdirAll(absolute, 0o700); err != nil {
		return nil, unusable(dir, err)
	}
	if err := keepPrivate(dir, absolute, options.Warn); err != nil {
		return nil, err
	}
	f := &Folder{name: dir, dir: absolute, lock: flock.New(filepath.Join(absolute, "lock"))}
	taken, err := f.lock.TryLock()
	if err != nil {
		return nil, unusable(dir, err)
	}
	if !taken {
		return nil, &InUseError{Dir: dir, Holder: readHolder(f.holder())}
	}
	if err := writeHolder(f.holder(), Holder{PID: os.Getpid(), Started: options.Wall().UTC()}); err != nil {
		_ = f.lock.Unlock()
		return nil, unusable(dir, err)
	}
	return f, nil
}

// Dir returns the folder's absolute path.
func (f *Folder) Dir() string { return f.dir }

// Database returns the path of the store's file.
func (f *Folder) Database() string { return filepath.Join(f.dir, "tend.db") }

// Temporal returns the path of the embedded Temporal server's file.
func (f *Folder) Temporal() string { return filepath.Join(f.dir, "temporal.db") }

// Mail returns the path of the folder for mails that were received here. It may not exist yet.
func (f *Folder) Mail() string { return filepath.Join(f.dir, "mail") }

// Close releases the folder. What was opened in it must be closed before.
func (f *Folder) Close() error {
	err := os.Remove(f.holder())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err := errors.Join(err, f.lock.Unlock()); err != nil {
		return fmt.Errorf("give the state folder %s free: %w", f.name, err)
	}
	return nil
}

func (f *Folder) holder() string { return filepath.Join(f.dir, "holder.json") }

// unusable returns why a folder can't be used, and what to do, in one sentence.
func unusable(dir string, err error) error {
	// The path in the cause is a file of ours; the user knows the folder.
	cause := err
	var path *fs.PathError
	if errors.As(err, &path) {
		cause = path.Err
	}
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &folderError{fmt.Sprintf("state folder %s is not writable (%v): make it so or choose another with --state", dir, cause), err}
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return &folderError{fmt.Sprintf("state folder %s is not a folder: choose another with --state", dir), err}
	default:
		return &folderError{fmt.Sprintf("state folder %s can't be used (%v): choose another with --state", dir, cause), err}
	}
}

// folderError is a sentence for people that keeps its cause for code.
type folderError struct {
	sentence string
	cause    error
}

// Error returns the sentence.
func (e *folderError) Error() string { return e.sentence }

// Unwrap returns the cause.
func (e *folderError) Unwrap() error { return e.cause }
