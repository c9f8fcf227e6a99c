package importer

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/engine/customer"
)

// origin is the row that something came from.
type origin struct {
	table int // index among the job's tables
	line  int // the first of the row, and its last
	last  int
}

// draft is an account as the rows read so far describe it. An update of an account replaces all that
// is known of it, so what several files say of one is put together before it leaves.
type draft struct {
	name       string
	since      time.Time
	attributes map[string]any
	contacts   map[string]customer.Contact
	origins    []origin
	// named is the rows of the contacts, by ID.
	named map[string]origin
	// said is what the first row of each block said: the same again is a duplicate.
	said map[*Block]contribution
}

// contribution is what one row says of an account.
type contribution struct {
	name       string
	since      time.Time
	attributes map[string]any
}

// drafts are the accounts of an import by ID.
type drafts map[string]*draft

// accountRow adds a row of an accounts block.
func (ds drafts) accountRow(r *row, at origin) (verdict, error) {
	t := r.table
	id, err := t.id.id(r)
	if err != nil {
		return verdict{}, err
	}
	var c contribution
	if c.name, err = t.label.name(r); err != nil {
		return verdict{}, err
	}
	if c.since, err = t.time.instant(r); err != nil {
		return verdict{}, err
	}
	if c.attributes, err = t.data(r); err != nil {
		return verdict{}, err
	}
	return ds.add(id, c, at, t.block), nil
}

// add adds a contribution to what is known of the account, unless the two contradict each other.
func (ds drafts) add(id string, c contribution, at origin, b *Block) verdict {
	d := ds[id]
	if d == nil {
		d = &draft{
			attributes: map[string]any{},
			contacts:   map[string]customer.Contact{},
			named:      map[string]origin{},
			said:       map[*Block]contribution{},
		}
	}
	if before, again := d.said[b]; again {
		if reflect.DeepEqual(before, c) {
			return verdict{known: Duplicate, settled: true}
		}
		return verdict{known: Conflict, settled: true}
	}
	if d.contradicts(c) {
		return verdict{known: Conflict, settled: true}
	}
	ds[id] = d
	d.said[b] = c
	d.name = cmp.Or(d.name, c.name)
	if d.since.IsZero() {
		d.since = c.since
	}
	maps.Copy(d.attributes, c.attributes)
	d.origins = append(d.origins, at)
	return verdict{}
}

func (d *draft) contradicts(c contribution) bool {
	if d.name != "" && c.name != "" && d.name != c.name {
		return true
	}
	if !d.since.IsZero() && !c.since.IsZero() && !d.since.Equal(c.since) {
		return true
	}
	for name, value := range c.attributes {
		if before, ok := d.attributes[name]; ok && before != value {
			return true
		}
	}
	return false
}

// The reasons why a row that names an account isn't taken.
const (
	reasonNoAccount       = rejection("account: unknown: no row of an accounts block has this ID")
	reasonUnknownAccount  = rejection("account: unknown: neither the mapping's accounts nor the state have it")
	reasonLaterAccount    = rejection("account: its own row is about a time after the import's: a later import takes both")
	reasonRejectedAccount = rejection("account: its own row was rejected: put that right, and import both again")
	reasonFilteredAccount = rejection("account: its own row was left out by when: leave this one out as well")
)

// contactRow adds a row of a contacts block to its account.
func (ds drafts) contactRow(r *row, at origin) (verdict, error) {
	t := r.table
	account, err := t.account.id(r)
	if err != nil {
		return verdict{}, err
	}
	var c customer.Contact
	if c.ID, err = t.id.id(r); err != nil {
		return verdict{}, err
	}
	if c.Name, err = t.label.name(r); err != nil {
		return verdict{}, err
	}
	if c.Email, err = t.address(r); err != nil {
		return verdict{}, err
	}
	if c.Attributes, err = t.data(r); err != nil {
		return verdict{}, err
	}
	d := ds[account]
	if d == nil {
		return verdict{}, reasonNoAccount
	}
	if before, again := d.contacts[c.ID]; again {
		if reflect.DeepEqual(before, c) {
			return verdict{known: Duplicate, settled: true}, nil
		}
		return verdict{known: Conflict, settled: true}, nil
	}
	if len(d.contacts) >= customer.MaxContacts {
		return verdict{}, rejection(fmt.Sprintf("account: has %d contacts already, as many as an account has at most", customer.MaxContacts))
	}
	d.contacts[c.ID], d.named[c.ID] = c, at
	d.origins = append(d.origins, at)
	return verdict{}, nil
}

// address reads a mail address, and nothing but the address.
func (t *table) address(r *row) (string, error) {
	text, err := t.mail.string(r)
	if err != nil || text == "" {
		return "", err
	}
	if _, err := actions.ParseAddress(text); err != nil {
		return "", rejection("email: not a mail address: " + err.Error())
	}
	return text, nil
}

// into puts the accounts' entries into a spool. now is the time of an account of which the mapping doesn't say since
// when it is one.
func (ds drafts) into(s *spool, source string, now time.Time) error {
	for _, id := range slices.Sorted(maps.Keys(ds)) {
		d := ds[id]
		data := d.data()
		key, err := accountID(id, d.since, data)
		if err != nil {
			return err
		}
		at := d.since
		if at.IsZero() {
			at = now
		}
		err = s.add(customer.Entry{
			Source: source, ID: key, Type: customer.TypeAccountUpdated, Account: id,
			Time: at, Received: now, Data: data, Imported: true,
		}, d.origins, 0)
		if err != nil {
			return err
		}
	}
	return nil
}

// data returns the account in the form of the API's PUT.
func (d *draft) data() map[string]any {
	data := map[string]any{}
	if d.name != "" {
		data["name"] = d.name
	}
	if len(d.attributes) > 0 {
		data["attributes"] = d.attributes
	}
	var contacts []any
	for _, id := range slices.Sorted(maps.Keys(d.contacts)) {
		contacts = append(contacts, contactData(d.contacts[id]))
	}
	if contacts != nil {
		data["contacts"] = contacts
	}
	return data
}

func contactData(c customer.Contact) map[string]any {
	data := map[string]any{"id": c.ID}
	if c.Name != "" {
		data["name"] = c.Name
	}
	if c.Email != "" {
		data["email"] = c.Email
	}
	if len(c.Attributes) > 0 {
		data["attributes"] = c.Attributes
	}
	return data
}

// knownAccounts knows which accounts exist, here or in the state.
type knownAccounts struct {
	drafts drafts
	state  func(ctx context.Context, account string) (bool, error)
	asked  map[string]bool
}

func (k *knownAccounts) has(ctx context.Context, account string) (bool, error) {
	if k.drafts[account] != nil {
		return true, nil
	}
	if k.state == nil {
		return false, nil
	}
	if is, asked := k.asked[account]; asked {
		return is, nil
	}
	is, err := k.state(ctx, account)
	if err == nil {
		k.asked[account] = is
	}
	return is, err
}
