package importer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// digest is enough of a SHA-256 to tell the rows of any import apart.
type digest [16]byte

// identities gives IDs to rows that have none: a hash of the row as it stands in the file, and its
// ordinal among equal rows. Two identical clicks are two events, and the same file again gives the
// same IDs. It keeps some 50 bytes for each different row.
type identities struct {
	seen map[digest]uint32
}

func newIdentities() *identities { return &identities{seen: map[digest]uint32{}} }

// of returns the row's ID. Columns are taken by name and empty ones left out, so that neither their
// order nor a new empty column makes new events of old rows.
func (ids *identities) of(event string, r *row) string {
	h := sha256.New()
	writeText(h, event)
	for _, i := range r.table.order {
		if r.fields[i] == "" {
			continue
		}
		writeText(h, r.table.header[i])
		writeText(h, r.fields[i])
	}
	var d digest
	copy(d[:], h.Sum(nil))
	ids.seen[d]++
	return fmt.Sprintf("%s:row-%s-%d", event, hex.EncodeToString(d[:]), ids.seen[d])
}

// writeText hashes a text with its length before it, so that ("ab", "c") and ("a", "bc") differ.
func writeText(h hash.Hash, text string) {
	var length [8]byte
	binary.LittleEndian.PutUint64(length[:], uint64(len(text)))
	_, _ = h.Write(length[:])
	_, _ = h.Write([]byte(text))
}

// accountID returns the ID of an account's entry: a hash of its content. since is zero when the mapping
// doesn't say it.
func accountID(account string, since time.Time, data map[string]any) (string, error) {
	content, err := json.Marshal([]any{account, since, data})
	if err != nil {
		return "", fmt.Errorf("hash the account's content: %w", err)
	}
	sum := sha256.Sum256(content)
	return customer.TypeAccountUpdated + ":" + hex.EncodeToString(sum[:16]), nil
}
