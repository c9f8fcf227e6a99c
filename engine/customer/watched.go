package customer

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"sort"
)

// Watched is the triggers that a state knows, those of the definitions that it was last rebased to, as four
// bytes of hash each, in order. What most triggers remember is nothing, so that this is all there is of them.
type Watched []byte

const watchedSize = 4

func (c *Core) indexWatched() {
	var keys []string
	c.edgeTriggers(func(tr *trigger) { keys = append(keys, tr.key) })
	c.watched = newWatched(keys)
}

// newWatched is of triggers by their keys.
func newWatched(keys []string) Watched {
	hashes := make([]uint32, len(keys))
	for i, key := range keys {
		hashes[i] = watchedHash(key)
	}
	slices.Sort(hashes)
	var w Watched
	for _, hash := range hashes {
		w = binary.BigEndian.AppendUint32(w, hash)
	}
	return w
}

// has says whether a trigger is among them.
func (w Watched) has(key string) bool {
	hash := binary.BigEndian.AppendUint32(nil, watchedHash(key))
	at := func(i int) []byte { return w[i*watchedSize : (i+1)*watchedSize] }
	n := len(w) / watchedSize
	i := sort.Search(n, func(i int) bool { return bytes.Compare(at(i), hash) >= 0 })
	return i < n && bytes.Equal(at(i), hash)
}

func watchedHash(key string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(key))
	return h.Sum32()
}
