package importer

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// Attribute describes something that a block, or the object that describes a value, may say.
type Attribute struct {
	Name     string
	Required bool
	// Takes is what it takes, Default what holds without it, Example how an author writes it.
	Takes, Default, Example string
	// Doc is sentences, in which only `code` is marked up.
	Doc string
}

// What attributes take.
const (
	takesText   = "text"
	takesBool   = "bool"
	takesTexts  = "text or list of texts"
	takesValue  = "value"
	takesValues = "object of values"
)

// mappingAttributes are those of the mapping block.
var mappingAttributes = []Attribute{
	{Name: "time_zone", Takes: takesText, Default: "the workspace's", Example: `"Europe/London"`, Doc: "Where times are that name no zone of their own."},
}

// commonAttributes are those of every block that reads files.
var commonAttributes = []Attribute{
	{Name: "file", Required: true, Takes: takesText, Example: `"accounts-*.csv.gz"`, Doc: "The name of a file in the folder of the data, or a pattern that fits several. One that ends in `.gz` is unpacked as it is read."},
	{Name: "separator", Takes: takesText, Default: `","`, Example: `";"`, Doc: "The one character between two fields."},
	{Name: "multiline", Takes: takesBool, Default: "false", Example: "true", Doc: "Texts of several lines are meant, also where their lines look like rows. Without it such a row is rejected, as an unclosed quotation mark would make the same of them."},
	{Name: "missing", Takes: takesTexts, Example: `["NA", "-"]`, Doc: "Texts that mean that there is no value, as an empty field does."},
	{Name: "when", Takes: takesText, Example: `"row.kind == 'customer'"`, Doc: "The rows to keep: a condition over `row`, whose fields are texts named by the header. Without it all are."},
}

// blockAttributes are what each kind of block takes besides.
var blockAttributes = map[Kind][]Attribute{
	Accounts: {
		{Name: "id", Required: true, Takes: takesValue, Example: `"{{ row.region }}-{{ row.number }}"`, Doc: "The account's ID."},
		{Name: "name", Takes: takesValue, Default: "the ID", Example: `"company"`, Doc: "Its name."},
		{Name: "since", Takes: takesValue, Example: `{ column = "signed", format = "YYYY-MM-DD" }`, Doc: "When it became a customer. Windows and silences count from there."},
		{Name: "attributes", Takes: takesValues, Example: `{ seats = "licences" }`, Doc: "The workspace's attributes of accounts, each with where it comes from."},
	},
	Contacts: {
		{Name: "account", Required: true, Takes: takesValue, Example: `"account_id"`, Doc: "The ID of the account that the contact belongs to."},
		{Name: "id", Required: true, Takes: takesValue, Example: `"contact_id"`, Doc: "The contact's ID."},
		{Name: "name", Takes: takesValue, Default: "the ID", Example: `"full_name"`, Doc: "Its name."},
		{Name: "email", Takes: takesValue, Example: `"email"`, Doc: "Its mail address. A row with one to which mail can't go is rejected."},
		{Name: "attributes", Takes: takesValues, Example: `{ role = "job" }`, Doc: "The workspace's attributes of contacts."},
	},
	Events: {
		{Name: "account", Required: true, Takes: takesValue, Example: `"account_id"`, Doc: "The ID of the account that it happened at. The import's files or the state must have it."},
		{Name: "time", Required: true, Takes: takesValue, Example: `"opened_at"`, Doc: "When it happened. What lies after the import's own time is left for later, and counted as such."},
		{Name: "id", Takes: takesValue, Default: "made of the row", Example: `"ticket"`, Doc: "What tells the event from others of its type, so that the same file again imports nothing twice."},
		{Name: "contact", Takes: takesValue, Example: `"user"`, Doc: "The ID of the contact whom it is about; required where the event is about one."},
		{Name: "properties", Takes: takesValues, Example: `{ severity = "priority" }`, Doc: "The event's properties, each with where it comes from."},
	},
}

// valueOptions are what an object that describes a value may say.
var valueOptions = []Attribute{
	{Name: "column", Takes: takesText, Example: `"closed"`, Doc: "The column that holds it, or a text with columns in it. Either this or `value` is there."},
	{Name: "value", Takes: takesText, Example: `"int(row.seats) * 2"`, Doc: "An expression over `row`."},
	{Name: "format", Takes: takesTexts, Example: `["YYYY-MM-DD", "D.M.YYYY"]`, Doc: "How a date or a time is written; the first that fits is taken. Two letters such as `MM`, `DD`, `hh`, `mm` and `ss` are two digits, one such as `M`, `D`, `h` one or two; `YYYY` is the year, `MMM` a month such as Jan, `SSS` a fraction of a second, `AM` AM or PM, `Z` a zone such as +09:00. `unix`, `unix_ms` and `rfc3339` are whole formats."},
	{Name: "zone", Takes: takesText, Default: "the mapping's", Example: `"Asia/Tokyo"`, Doc: "Where a time is that names no zone."},
	{Name: "anchor", Takes: "day or object of days", Example: `"2026-10-01"`, Doc: "The value is a number of days from this one on. An object has a day for each value of the column `by`."},
	{Name: "by", Takes: takesText, Example: `"cohort"`, Doc: "The column whose value chooses the anchor."},
	{Name: "true", Takes: takesTexts, Default: `"true"`, Example: `["Y", "1"]`, Doc: "What means true."},
	{Name: "false", Takes: takesTexts, Default: `"false"`, Example: `["N", "0"]`, Doc: "What means false."},
	{Name: "map", Takes: "object of texts", Example: `{ P = "pro", B = "basic" }`, Doc: "What each value stands for. One that isn't among them rejects its row, unless `otherwise` is there."},
	{Name: "otherwise", Takes: takesText, Example: `"basic"`, Doc: "What every other value stands for."},
}

// attributesOf returns what a block of a kind takes, in the order in which it is documented.
func attributesOf(kind Kind) []Attribute {
	return slices.Concat(commonAttributes, blockAttributes[kind])
}

// hclSchema returns the attributes as HCL checks them.
func hclSchema(attributes []Attribute) *hcl.BodySchema {
	schema := &hcl.BodySchema{}
	for _, a := range attributes {
		schema.Attributes = append(schema.Attributes, hcl.AttributeSchema{Name: a.Name, Required: a.Required})
	}
	return schema
}

// optionNames returns what an object that describes a value may say.
func optionNames() []string {
	names := make([]string, len(valueOptions))
	for i, o := range valueOptions {
		names[i] = o.Name
	}
	return names
}

// Section is a part of what a mapping may say.
type Section struct {
	Heading    string
	Attributes []Attribute
}

// Reference returns everything that a mapping may say, from what checks it.
func Reference() []Section {
	return []Section{
		{"mapping NAME", mappingAttributes},
		{"accounts, contacts and events TYPE", commonAttributes},
		{"accounts", blockAttributes[Accounts]},
		{"contacts", blockAttributes[Contacts]},
		{"events TYPE", blockAttributes[Events]},
		{"A value", valueOptions},
	}
}

// Example is a mapping as an author would write it.
const Example = `mapping "crm" { time_zone = "Europe/London" } # its name is the source of what it imports

locals { day = "YYYY-MM-DD" } # local.day stands for what it names

accounts {
  file  = "accounts.csv"
  id    = "id"
  name  = "company"
  since = { column = "signed", format = local.day }
  attributes = {
    seats = "licences"
    plan  = { column = "tier", map = { P = "pro" }, otherwise = "basic" }
  }
}

contacts {
  file    = "people.csv"
  account = "account"
  id      = "id"
  name    = "{{ row.first }} {{ row.last }}"
  email   = "mail"
}

events "ticket_opened" {
  file       = "tickets.csv"
  separator  = ";"
  account    = "account"
  time       = { column = "opened", format = ["DD/MM/YYYY hh:mm", local.day] }
  id         = "number"
  properties = { severity = "priority" }
}`
