package customer

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"sort"
)

// TriggerSet is the triggers that a state knows, those of the definitions that it was last rebased to, as four
// bytes of hash each, in order. What most triggers remember is nothing, so that this is all there is of them.
type TriggerSet []byte

const triggerHashSize = 4

func (c *Core) indexTriggerSet() {
	var keys []string
	for _, tr := range c.stateful {
		keys = append(keys, tr.key)
	}
	c.triggerSet = newTriggerSet(keys)
}

// newTriggerSet is of triggers by their keys.
func newTriggerSet(keys []string) TriggerSet {
	hashes := make([]uint32, len(keys))
	for i, key := range keys {
		hashes[i] = triggerHash(key)
	}
	slices.Sort(hashes)
	var w TriggerSet
	for _, hash := range hashes {
		w = binary.BigEndian.AppendUint32(w, hash)
	}
	return w
}

// has reports whether a trigger is in the set.
func (w TriggerSet) has(key string) bool {
	hash := binary.BigEndian.AppendUint32(nil, triggerHash(key))
	at := func(i int) []byte { return w[i*triggerHashSize : (i+1)*triggerHashSize] }
	n := len(w) / triggerHashSize
	i := sort.Search(n, func(i int) bool { return bytes.Compare(at(i), hash) >= 0 })
	return i < n && bytes.Equal(at(i), hash)
}

func triggerHash(key string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(key))
	return h.Sum32()
}
