package importer

import (
	"fmt"
	"slices"

	"github.com/tendhq/tend/dsl/reference"
	"github.com/tendhq/tend/engine/customer"
)

const word = "import"

// Reference returns the pages about mappings, made of what checks them.
func Reference() []reference.Page {
	return []reference.Page{
		overview(),
		page("mapping", `mapping "NAME" { … }`, "Names the mapping, of which a file has one. The name is the source of all that is imported by it, so that one which is changed imports everything anew.",
			`mapping "crm" { time_zone = "Europe/London" }`, mappingAttributes),
		page("locals", `locals { NAME = … }`, "Names what is used more than once: texts, lists and whole descriptions of values, read as `local.NAME`.",
			"locals {\n  day = \"YYYY-MM-DD\"\n}", nil),
		page(string(Accounts), "accounts { … }", "Makes accounts of rows. What several blocks and files say of one account is put together; where they contradict each other, the later row is a conflict.", accountsExample, commonAttributes, blockAttributes[Accounts]),
		page(string(Contacts), "contacts { … }", fmt.Sprintf("Makes contacts of rows, of which an account has at most %d. Their accounts must be in the same import.", customer.MaxContacts), contactsExample, commonAttributes, blockAttributes[Contacts]),
		page(string(Events), `events "TYPE" { … }`, "Makes events of rows, of a type that the workspace declares. Several blocks may read one file.", eventsExample, commonAttributes, blockAttributes[Events]),
		valuePage(),
		formatPage(),
		rowPage(),
	}
}

func page(kind, form, doc, example string, attributes ...[]attribute) reference.Page {
	p := reference.Page{Word: word, Kind: kind, Group: reference.GroupImports, Doc: doc, Form: form, Example: example}
	if all := slices.Concat(attributes...); len(all) > 0 {
		p.Sections = []reference.Section{{Heading: "Attributes", Entries: attributeEntries(all)}}
	}
	return p
}

func attributeEntries(all []attribute) []reference.Entry {
	list := make([]reference.Entry, len(all))
	for i, a := range all {
		list[i] = reference.Entry{Name: a.name, Takes: a.takes, Default: a.fallback, Example: a.example, Doc: a.doc, Required: a.required}
	}
	return list
}

const accountsExample = `accounts {
  file       = "accounts-*.csv.gz"
  separator  = ";"
  missing    = ["NA"]
  when       = "row.kind == 'customer'"
  id         = "{{ row.region }}-{{ row.number }}"
  name       = "company"
  since      = { column = "signed", format = "DD.MM.YYYY" }
  attributes = {
    plan    = { column = "tier", map = { P = "pro" }, otherwise = "basic" }
    trial   = { column = "trial", true = ["Y"], false = ["N"] }
    renewal = { column = "days", anchor = { a = "2026-01-01" }, by = "cohort" }
    seats   = { value = "int(row.seats) + int(row.spare)" }
  }
}`

const contactsExample = `contacts {
  file       = "people.csv"
  account    = "company_id"
  id         = "person_id"
  name       = "{{ row.first }} {{ row.last }}"
  email      = "mail"
  attributes = { role = "title" }
}`

const eventsExample = `events "click" {
  file       = "clicks-*.csv"
  account    = "company_id"
  time       = { column = "at", format = "YYYY-MM-DD hh:mm:ss", zone = "Asia/Tokyo" }
  properties = { count = "n", site = "site" }
}`

func overview() reference.Page {
	return reference.Page{
		Word: word, Group: reference.GroupImports,
		Doc: "A mapping, the HCL file that `tend import DIR --mapping FILE` reads CSV files by. It says which file becomes what: accounts, contacts or events of one type; which column is the ID, the account, the time; and how each value is read.",
		Notes: []string{
			fmt.Sprintf("Files are regular files in the folder of the data, or below it: no link and no `../` leads out of it. A file that ends with `.gz` is unpacked. A mapping has at most %d MiB.", maxMapping>>20),
			"Files are in UTF-8, with or without a mark in front; one in another encoding is refused with the command that converts it. Fields stand as RFC 4180 says: a text with a separator, a quotation mark or a line end is in quotation marks, and a mark in it is doubled. Lines end with a line feed, or a carriage return and one.",
			"The first line that isn't blank is the header. A column is read by its name as the header writes it; one without a name can't be read, nor one whose name is there twice. What no block reads is named in the report.",
			"All files are read before anything is imported, and then each account is taken as a whole and judged once. An import that is interrupted ends with status 3, and goes on where it was when it is run again; the same import again changes nothing.",
		},
		Example: `mapping "crm" {}` + "\n\n" + `accounts {
  file = "accounts.csv"
  id   = "id"
}

` + eventsExample,
	}
}

func valuePage() reference.Page {
	p := page("value", `NAME = "COLUMN", or "TEXT {{ row.COLUMN }}", or { … }`,
		"Where something of a row comes from: a column's name; a text in which `{{ row.column }}`, or another expression, is filled in, and which is missing as a whole where a part of it is; or an object that says more.",
		"", options)
	p.Notes = []string{"The text that a column gives is read by the type of what it goes to. One that can't be read rejects its row: nothing is guessed."}
	p.Sections = append(p.Sections, reference.Section{Heading: "How a type is read", Entries: []reference.Entry{
		{Name: "string", Doc: "The text as it stands, blanks as well. Where the workspace declares the values that it may have, it must be one of them."},
		{Name: "number", Doc: "Digits with a point before the decimals, also with a sign or an exponent; nothing between thousands, and no decimal comma."},
		{Name: "bool", Doc: "The words true and false, in capitals or not, or those of the options `true` and `false`."},
		{Name: "date", Doc: "By `format`, or as a count of days by `anchor`. A day that doesn't exist is rejected."},
		{Name: "time", Doc: "As a date is, with its time of day. A time that the clocks skip in its zone is rejected."},
		{Name: "member", Doc: "The mail address of somebody in a team."},
		{Name: "another type", Doc: "A list, an object and the like can't be read from a column."},
	}})
	return p
}

func formatPage() reference.Page {
	p := reference.Page{
		Word: word, Kind: "format", Group: reference.GroupImports,
		Doc:   "How dates and times are written in a file, such as `YYYY-MM-DD h:mm`. A text must fit from its first character to its last.",
		Notes: []string{"A format needs a year, a month and a day. Anything else stands for itself; of the letters only T may. Without a zone, a time is in that of the value, of the mapping or of the workspace."},
	}
	var parts, names []reference.Entry
	for _, t := range tokens {
		parts = append(parts, reference.Entry{Name: t.text, Example: t.example, Doc: t.doc})
	}
	parts = append(parts, reference.Entry{Name: "S", Example: "250", Doc: "The fraction of a second, as many digits as there are S, of at most nine."})
	for _, w := range whole {
		names = append(names, reference.Entry{Name: w.text, Example: w.example, Doc: w.doc})
	}
	p.Sections = []reference.Section{{Heading: "Parts", Entries: parts}, {Heading: "Whole formats", Entries: names}}
	return p
}

func rowPage() reference.Page {
	return reference.Page{
		Word: word, Kind: "row", Group: reference.GroupImports,
		Doc: "What becomes of the rows of a file. The report counts every row once, and every line: the header, rows, lines with which a row goes on, and blank ones.",
		Notes: []string{
			fmt.Sprintf("A row has at most %d MiB. One with a wrong quotation mark is rejected with all lines up to where its text ends; no line of a text is read as a row.", maxRecord>>20),
			"`--rejects FILE` writes the rejected rows with their reason, file and lines, the columns, and in the last column `raw` the lines as they stand where columns can't be told apart. Rejected rows don't keep the others from being imported; the command ends with status 1 when there are any, or conflicts.",
		},
		Sections: []reference.Section{
			{Heading: "Outcomes", Entries: []reference.Entry{
				{Name: "accepted", Doc: "It was imported."},
				{Name: "duplicates", Doc: "It is known already, with the same content."},
				{Name: "conflicts", Doc: "Its ID is known with other content, which stays as it was."},
				{Name: "rejected", Doc: "It can't be read or taken; the report has the reason with the first few places."},
				{Name: "filtered", Doc: "The block's `when` isn't true of it."},
				{Name: "after as-of", Doc: "It is about a time after the import's, and is taken by a later import."},
			}},
			{Heading: "Why a row is rejected", Entries: []reference.Entry{
				{Name: "its width", Doc: "It has more or fewer fields than the header."},
				{Name: "its marks", Doc: "A quotation mark is unclosed, isn't doubled, or stands in a field without any."},
				{Name: "its bytes", Doc: "It isn't UTF-8, or has a zero byte or a carriage return within a line; or a value that is read holds another control character than a tab or a line end."},
				{Name: "the header again", Doc: "It is the header, as where files were put together."},
				{Name: "a value", Doc: "One can't be read by its type, isn't one of the declared values, or is required and missing."},
				{Name: "an ID or a name", Doc: fmt.Sprintf("An ID has more than %d characters, or a name more than %d; or an ID has blanks at its ends, or what can't be printed.", customer.MaxID, customer.MaxName)},
				{Name: "its account", Doc: "Neither the import nor the state knows it, or the account's own row wasn't taken, or it was forgotten after what the row is about."},
				{Name: "its age", Doc: "It is older than the workspace's `retention`."},
			}},
		},
	}
}
