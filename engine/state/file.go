package state

import (
	"errors"
	"os"
	"path/filepath"
)

// replaceFile writes a file so that after a crash it holds the old text or the new, never half of one,
// and that when it returns nil, the new one stays.
func replaceFile(path string, text []byte) error {
	dir := filepath.Dir(path)
	temporary, err := os.CreateTemp(dir, filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(text)
	err = errors.Join(err, temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
		return err
	}
	return flushDir(dir)
}

// flushDir makes a rename in the folder survive a crash.
func flushDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
