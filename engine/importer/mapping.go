package importer

import (
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// Mapping is a mapping file, checked against the workspace that its rows go to.
type Mapping struct {
	// Name is the label of the file's mapping block; "import:" and the name are the entries' source.
	Name string
	// Zone is where times without a zone of their own are.
	Zone *time.Location
	// Blocks are in the order of the file; accounts are read before contacts, and these before events.
	Blocks []*Block

	workspace *dsl.Workspace
	locals    locals
	source    []byte // of the mapping file, to find the place of a fault inside a text
}

// Kind is what the rows of a file become.
type Kind string

// The kinds.
const (
	Accounts Kind = "accounts"
	Contacts Kind = "contacts"
	Events   Kind = "events"
)

// Block says how the rows of some files become one kind of thing. Which fields are set depends on Kind.
type Block struct {
	Kind Kind
	// Event is the type of event, for Events.
	Event *dsl.Event
	// File is a name or a pattern such as "clicks-*.csv.gz", relative to the folder of the data.
	File string
	// Separator stands between two fields of a line.
	Separator rune
	// Missing are words that mean "no value", besides the empty string.
	Missing []string
	// Multiline says that texts of several lines are meant, also where their lines look like rows.
	Multiline bool
	// When keeps the rows for which it is true; nil: all.
	When *Source

	ID      *Value // nil, for Events: made of the row's content
	Account *Value // nil, for Accounts: the ID
	Contact *Value // Events
	Name    *Value // Accounts, Contacts
	Email   *Value // Contacts
	Time    *Value // Events; Accounts: since when it is an account
	Fields  []Field

	Range     hcl.Range
	fileRange hcl.Range
}

// Target names what the rows become, for reports: "accounts" or "event ticket_opened".
func (b *Block) Target() string {
	if b.Kind == Events {
		return "event " + b.Event.Name
	}
	return string(b.Kind)
}

// Field is an attribute or a property that a value goes to.
type Field struct {
	Name string
	Type expression.Type
	// Values are the allowed strings; empty: any.
	Values   []string
	Required bool
	Value    *Value
}

// SourceKind is the way in which a Source is written.
type SourceKind int

// The ways: a column's name, a text with {{ … }}, an expression over row.
const (
	Column SourceKind = iota
	Text
	Expression
)

// Source is where something of a row comes from.
type Source struct {
	Kind  SourceKind
	Text  string
	Range hcl.Range
}

// Value is a Source and how what it gives is read. Fields that the target's type doesn't need are empty.
type Value struct {
	Source
	// Formats are the patterns of a date or a time; the first that fits is taken.
	Formats []*Pattern
	Zone    *time.Location
	// Anchor makes a day count of the value.
	Anchor *Anchor
	// True and False are the words of a boolean; empty: true and false, in capitals or not.
	True, False []string
	// Map replaces values; a value that isn't in it becomes Otherwise, or is a fault when that is nil.
	Map       map[string]string
	Otherwise *string

	options map[string]hcl.Range // the options that were written, to refuse those that mean nothing
}

// Anchor is the day from which a count of days counts.
type Anchor struct {
	// Days are the anchors by the value of the column By; with By empty, the one under "".
	Days    map[string]time.Time
	By      string
	byRange hcl.Range
}
