package mailbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// partSuffix marks files that are not finished.
const partSuffix = ".part"

// writeFile puts a file in its place as a whole: when it returns nil, the file survives a crash, and
// when the machine dies before, there is no file of that name.
func writeFile(path string, parts ...[]byte) (err error) {
	f, err := os.OpenFile(path+partSuffix, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("the message can't be kept: %w", err)
	}
	for _, part := range parts {
		if _, werr := f.Write(part); werr != nil {
			err = errors.Join(err, werr)
		}
	}
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("the message can't be kept: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a new name in a folder survive a crash.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("the mailbox's folder can't be opened: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}
