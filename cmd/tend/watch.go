package main

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// debounce is how long a folder must be quiet before its change is read: editors write in several steps.
const debounce = 100 * time.Millisecond

// watchFolder calls changed after files below a folder changed, until the context ends.
func watchFolder(ctx context.Context, dir string, changed func()) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer watcher.Close()
	if err := watchBelow(watcher, dir); err != nil {
		return err
	}
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-watcher.Events:
			if event.Has(fsnotify.Create) && !strings.HasPrefix(filepath.Base(event.Name), ".") {
				// A new folder has to be watched too; a file can't be and says so.
				_ = watchBelow(watcher, event.Name)
			}
			timer.Reset(debounce)
		case err := <-watcher.Errors:
			if err != nil && !errors.Is(err, fsnotify.ErrEventOverflow) {
				return err
			}
			timer.Reset(debounce) // too many changes to count are a change
		case <-timer.C:
			changed()
		}
	}
}

// watchBelow watches a folder and those below it; hidden ones are the editor's or the state's.
func watchBelow(watcher *fsnotify.Watcher, dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if path != dir && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		return watcher.Add(path)
	})
}
