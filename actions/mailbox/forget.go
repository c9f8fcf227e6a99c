package mailbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Forget removes the messages whose Message-ID has one of these names before its @, and keeps none that come later.
func (m *Mailbox) Forget(names []string) error { return m.box.forget(names) }

// Forget does the same in the folder of a mailbox that isn't running. There needn't be one.
func Forget(dir string, names []string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	b, err := openBox(dir, DefaultKeep)
	if err != nil {
		return err
	}
	return b.forget(names)
}

func (b *box) forget(names []string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, name := range names {
		b.forgotten[name] = true
	}
	var failed error
	b.messages = slices.DeleteFunc(b.messages, func(m Message) bool {
		if !b.isForgotten(m) {
			return false
		}
		delete(b.copies, m.MessageID)
		err := b.remove(m.ID)
		failed = errors.Join(failed, err)
		return err == nil
	})
	if err := errors.Join(failed, syncDir(b.dir)); err != nil {
		return fmt.Errorf("messages that are to be forgotten can't be removed: %w", err)
	}
	return nil
}

func (b *box) isForgotten(m Message) bool {
	name, _, _ := strings.Cut(m.MessageID, "@")
	return b.forgotten[name]
}

// remove deletes a message's file. Of the newest an empty one stays, so that its number isn't given again.
func (b *box) remove(id int64) error {
	if id == b.last {
		return os.Truncate(b.path(id), 0)
	}
	return os.Remove(b.path(id))
}
