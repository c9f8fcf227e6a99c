package mailbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// ErrNotFound is returned for a message that isn't kept, or no longer.
var ErrNotFound = errors.New("no such message")

// box is the folder and the list of what it holds. Its lock is held while a message is written, so
// that messages appear in the order of their numbers and a reader who asks for what came after a
// number misses none.
type box struct {
	dir  string
	keep int

	mu       sync.Mutex
	messages []Message         // oldest first
	last     int64             // the newest number
	copies   map[string]int    // Message-ID → how often it came
	changed  chan struct{}     // closed at the next delivery
	sessions map[*session]bool // the conversations in progress
}

func openBox(dir string, keep int) (*box, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the mailbox's folder can't be made: %w", err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("the mailbox's folder can't be read: %w", err)
	}
	b := &box{dir: dir, keep: keep, copies: map[string]int{}, changed: make(chan struct{}), sessions: map[*session]bool{}}
	var ids []int64
	for _, f := range files {
		if strings.HasSuffix(f.Name(), partSuffix) {
			// It was being written when the process ended, and was never confirmed to anyone.
			_ = os.Remove(filepath.Join(dir, f.Name()))
			continue
		}
		if id, err := strconv.ParseInt(strings.TrimSuffix(f.Name(), ".eml"), 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for i, id := range ids {
		file, err := os.ReadFile(b.path(id))
		if err != nil {
			return nil, fmt.Errorf("a message in the mailbox's folder can't be read: %w", err)
		}
		if b.last = id; len(file) == 0 { // It was forgotten, and keeps its number while no newer one does.
			if i+1 < len(ids) {
				_ = os.Remove(b.path(id))
			}
			continue
		}
		e, raw := split(file)
		b.list(summarize(id, e, raw))
	}
	return b, nil
}

func (b *box) path(id int64) string { return filepath.Join(b.dir, fmt.Sprintf("%012d.eml", id)) }

// add writes a message to the disk and then shows it, unless its conversation has had it forgotten.
func (b *box) add(s *session, e envelope, raw []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	m := summarize(b.last+1, e, raw)
	if s.forgotten[m.name()] {
		return nil
	}
	if err := writeFile(b.path(m.ID), e.trace(), raw); err != nil {
		return err
	}
	b.list(m)
	close(b.changed)
	b.changed = make(chan struct{})
	return nil
}

// enter counts a conversation in.
func (b *box) enter(s *session) *session {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sessions[s] = true
	return s
}

func (b *box) leave(s *session) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.sessions, s)
}

// list shows a message, and lets go of the oldest when there are too many.
func (b *box) list(m Message) {
	if m.MessageID != "" {
		b.copies[m.MessageID]++
		m.Delivery = b.copies[m.MessageID]
	}
	b.messages = append(b.messages, m)
	b.last = m.ID
	for len(b.messages) > b.keep {
		old := b.messages[0]
		// A file that can't be removed now is found and removed at the next start.
		_ = os.Remove(b.path(old.ID))
		if b.copies[old.MessageID] == old.Delivery {
			delete(b.copies, old.MessageID)
		}
		b.messages = slices.Delete(b.messages, 0, 1)
	}
}

func (b *box) count() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last
}

// watch returns the count and a channel that closes when it is no longer true.
func (b *box) watch() (int64, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last, b.changed
}

func (b *box) repeated() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, m := range b.messages {
		if m.Delivery > 1 {
			n++
		}
	}
	return n
}

// after returns up to limit messages with numbers above id, oldest first; a negative limit means all.
func (b *box) after(id int64, limit int) []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := sort.Search(len(b.messages), func(i int) bool { return b.messages[i].ID > id })
	found := b.messages[i:]
	if limit >= 0 && len(found) > limit {
		found = found[:limit]
	}
	return slices.Clone(found)
}

// before returns up to limit messages with numbers below id, newest first; id 0 means from the newest.
func (b *box) before(id int64, limit int) []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	end := len(b.messages)
	if id > 0 {
		end = sort.Search(end, func(i int) bool { return b.messages[i].ID >= id })
	}
	found := slices.Clone(b.messages[max(0, end-limit):end])
	slices.Reverse(found)
	return found
}

func (b *box) find(id int64) (Message, bool) {
	found := b.after(id-1, 1)
	if len(found) == 0 || found[0].ID != id {
		return Message{}, false
	}
	return found[0], true
}

func (b *box) raw(id int64) ([]byte, error) {
	if _, ok := b.find(id); !ok {
		return nil, ErrNotFound
	}
	file, err := os.ReadFile(b.path(id))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("the message can't be read: %w", err)
	}
	_, raw := split(file)
	return raw, nil
}
