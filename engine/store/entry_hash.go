package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/tendhq/tend/engine/customer"
)

// hashBytes is how much of the SHA-256 is kept: enough that no two entries collide, at half the size in every row.
const hashBytes = 16

// content is what two entries of the same source and ID must share to be the same entry. When it was received and
// whether it was imported is left out: a client that sends again sends later.
type content struct {
	Type    string `json:"type"`
	Account string `json:"account"`
	Contact string `json:"contact"`
	Micros  int64  `json:"time"`
	Data    any    `json:"data"`
}

// ContentHash distinguishes a duplicate from a conflict. It is equal for entries of equal Type, Account, Contact, Time
// (as an instant, to the microsecond) and Data (as JSON: the order of keys, a number's spelling or its Go type make no
// difference, nor whether empty data is nil). Data that JSON can't hold counts as none; Append refuses such an entry.
// The hash is 32 hexadecimal digits.
func ContentHash(e customer.Entry) string {
	// This can't fail: strings, a number, and data that came from JSON.
	text, _ := json.Marshal(content{
		Type: e.Type, Account: e.Account, Contact: e.Contact, Micros: e.Time.UnixMicro(), Data: plain(e.Data),
	})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:hashBytes])
}

// plain returns the data after a round trip through JSON, so that it looks the same whether it comes from
// a request, an importer or a store.
func plain(data map[string]any) map[string]any {
	if len(data) == 0 {
		return nil
	}
	text, err := json.Marshal(data)
	if err != nil {
		return nil
	}
	var out map[string]any
	if json.Unmarshal(text, &out) != nil {
		return nil
	}
	return out
}
