package mailbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
)

// Forget removes the messages whose Message-ID has one of these names before its @, and keeps none of them that clients
// are about to send in conversations that have begun.
func (m *Mailbox) Forget(names []string) error { return m.box.forget(names) }

// Folder is the messages of a mailbox that isn't running. It is read once, when it is needed; there needn't be one.
type Folder struct {
	dir string
	mu  sync.Mutex
	box *box
}

// NewFolder returns the messages in a folder.
func NewFolder(dir string) *Folder { return &Folder{dir: dir} }

// Forget removes messages as that of Mailbox does.
func (f *Folder) Forget(names []string) error {
	b, err := f.open()
	if b == nil || err != nil {
		return err
	}
	return b.forget(names)
}

// open reads the folder; nil: there is none.
func (f *Folder) open() (*box, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.box != nil {
		return f.box, nil
	}
	if _, err := os.Stat(f.dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var err error
	f.box, err = openBox(f.dir, DefaultKeep)
	return f.box, err
}

func (b *box) forget(names []string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	gone := map[string]bool{}
	for _, name := range names {
		gone[name] = true
	}
	for s := range b.sessions {
		s.forget(gone)
	}
	var failed error
	removed := false
	b.messages = slices.DeleteFunc(b.messages, func(m Message) bool {
		if !gone[m.name()] {
			return false
		}
		err := b.remove(m.ID)
		if failed = errors.Join(failed, err); err != nil {
			return false
		}
		delete(b.copies, m.MessageID)
		removed = true
		return true
	})
	if removed {
		failed = errors.Join(failed, present(syncDir(b.dir)))
	}
	if failed != nil {
		return fmt.Errorf("messages that are to be forgotten can't be removed: %w", failed)
	}
	return nil
}

// name returns what stands before the @ in the message's Message-ID.
func (m Message) name() string {
	name, _, _ := strings.Cut(m.MessageID, "@")
	return name
}

// remove deletes a message's file. Of the newest an empty one stays, so that its number isn't given again.
func (b *box) remove(id int64) error {
	if id == b.last {
		return present(writeFile(b.path(id)))
	}
	return present(os.Remove(b.path(id)))
}

// present is an error of what is there: what somebody deleted by hand is removed.
func present(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
