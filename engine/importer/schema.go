package importer

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// attribute is what may be written in a block of a mapping, or in the description of a value: it checks mappings, and
// the reference is made of it.
type attribute struct {
	name     string
	required bool
	// takes is what it takes, in words; default and example are as an author would write them.
	takes, fallback, example, doc string
}

// What attributes take.
const (
	takesText    = "a text"
	takesTexts   = "a text or a list of texts"
	takesValue   = "a value"
	takesValues  = "names with their values"
	takesColumn  = "a column's name"
	takesRow     = "an expression over row"
	takesZone    = "a time zone"
	takesFormats = "a format or a list of formats"
)

var mappingAttributes = []attribute{
	{name: "time_zone", takes: takesZone, fallback: "the workspace's", example: `"Europe/London"`, doc: "Where dates and times are that don't name their zone."},
}

// commonAttributes are what every kind of block takes.
var commonAttributes = []attribute{
	{name: "file", required: true, takes: takesText, example: `"clicks-*.csv.gz"`, doc: "The name of a file, or a pattern with `*` and `?`, in the folder of the data. A file whose name ends with `.gz` is unpacked while it is read. All files that a pattern finds are read, by their names."},
	{name: "separator", takes: takesText, fallback: `","`, example: `";"`, doc: "The one character between two fields of a line; a tab is `\"\\t\"`."},
	{name: "multiline", takes: "true or false", fallback: "false", example: "true", doc: "With true, a text of several lines in quotation marks is taken for one text whatever its lines look like. Else it is rejected where at least half of its lines would be rows by themselves, as after an unclosed quotation mark."},
	{name: "missing", takes: takesTexts, example: `["NA", "-"]`, doc: "What means that there is no value, as an empty field does."},
	{name: "when", takes: takesRow, example: `"row.kind == 'customer'"`, doc: "Keeps the rows for which it is true; the others are counted as filtered. It also leaves out what isn't a row, such as a line of totals at the end: `row.id != 'Total'`."},
}

const (
	docSameID  = "An ID is printable, has no blanks at its ends and at most 200 characters."
	docProfile = "The attributes that the workspace declares, each with its value. What isn't named here stays unknown."
)

// blockAttributes are what each kind of block takes besides.
var blockAttributes = map[Kind][]attribute{
	Accounts: {
		{name: "id", required: true, takes: takesValue, example: `"{{ row.region }}-{{ row.number }}"`, doc: "The account's ID. " + docSameID},
		{name: "name", takes: takesValue, fallback: "the ID", example: `"company"`, doc: "The account's name, of at most 1,000 characters."},
		{name: "since", takes: takesValue, fallback: "the time of the import", example: `{ column = "signed", format = "YYYY-MM-DD" }`, doc: "Since when it is an account. A row about a time after the import's is put aside."},
		{name: "attributes", takes: takesValues, example: `{ seats = "seats", plan = "tier" }`, doc: docProfile},
	},
	Contacts: {
		{name: "account", required: true, takes: takesValue, example: `"company_id"`, doc: "The ID of the contact's account, which a row of an `accounts` block must have."},
		{name: "id", required: true, takes: takesValue, example: `"person_id"`, doc: "The contact's ID. " + docSameID},
		{name: "name", takes: takesValue, example: `"{{ row.first }} {{ row.last }}"`, doc: "The contact's name, of at most 1,000 characters."},
		{name: "email", takes: takesValue, example: `"mail"`, doc: "The contact's mail address, and nothing beside it."},
		{name: "attributes", takes: takesValues, example: `{ role = "title" }`, doc: docProfile},
	},
	Events: {
		{name: "account", required: true, takes: takesValue, example: `"company_id"`, doc: "The ID of the account that it is about, which the import's files or the state must have."},
		{name: "time", required: true, takes: takesValue, example: `{ column = "at", format = "unix" }`, doc: "When it happened. A row about a time after the import's is put aside; one that is older than the workspace's `retention` is rejected."},
		{name: "id", takes: takesValue, fallback: "made of the row", example: `"click_id"`, doc: "What tells the event from others of its type: the same ID with the same content is a duplicate, with other content a conflict. Without it, the row's content and its number among equal rows are the ID, so that two equal rows are two events, and the same file again changes nothing."},
		{name: "contact", takes: takesValue, example: `"person_id"`, doc: "The ID of the contact that it is about; required for an event that the workspace declares to be about a contact, and read by nothing for another one."},
		{name: "properties", takes: takesValues, example: `{ count = "n", site = "site" }`, doc: "The properties that the workspace declares for the event, each with its value. All that it requires must be here."},
	},
}

// options are what an object that describes a value may say.
var options = []attribute{
	{name: "column", takes: takesColumn, example: `"tier"`, doc: "The column that it is read from, or a text with `{{ row.column }}`. Either this or `value` must be there."},
	{name: "value", takes: takesRow, example: `"int(row.minutes) * 60"`, doc: "The value as an expression: `row` has all columns of the row as texts, of which an empty one is missing. It can't read the clock."},
	{name: "format", takes: takesFormats, fallback: `"YYYY-MM-DD" for a date, "rfc3339" for a time`, example: `["DD.MM.YYYY", "YYYY-MM-DD"]`, doc: "How a date or a time is written. Of several, the first that fits is taken."},
	{name: "zone", takes: takesZone, fallback: "the mapping's", example: `"Asia/Tokyo"`, doc: "Where a date or a time is that doesn't name its zone."},
	{name: "anchor", takes: "a day, or days with the values of a column", example: `"2026-01-01"`, doc: "The field is a count of days from this day on, at most 100,000 forth or back. With `by`, the day hangs on another column: `{ spring = \"2026-03-01\", autumn = \"2026-09-01\" }`."},
	{name: "by", takes: takesColumn, example: `"cohort"`, doc: "The column that chooses among the days of `anchor`."},
	{name: "true", takes: takesTexts, fallback: `"true", in capitals or not`, example: `["Y", "yes"]`, doc: "The words for true. It goes with `false`; a word in neither is rejected."},
	{name: "false", takes: takesTexts, fallback: `"false", in capitals or not`, example: `["N", "no"]`, doc: "The words for false."},
	{name: "map", takes: "an object of texts", example: `{ P = "pro", B = "basic" }`, doc: "What texts become, before they are read by the type. What becomes \"\" is missing."},
	{name: "otherwise", takes: takesText, example: `"basic"`, doc: "What a text becomes that `map` doesn't list. Without it, the row is rejected."},
}

// optionNames are the options' names.
var optionNames = attributeNames(options)

func attributeNames(all []attribute) []string {
	list := make([]string, len(all))
	for i, a := range all {
		list[i] = a.name
	}
	return list
}

// schemaOf returns what HCL checks a block's attributes by.
func schemaOf(lists ...[]attribute) *hcl.BodySchema {
	schema := &hcl.BodySchema{}
	for _, a := range slices.Concat(lists...) {
		schema.Attributes = append(schema.Attributes, hcl.AttributeSchema{Name: a.name, Required: a.required})
	}
	return schema
}
