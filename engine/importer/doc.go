// Package importer turns CSV files into entries of accounts' logs, by a mapping written in HCL.
//
// A mapping says which file becomes what: accounts, contacts or events of one type; which column is
// the ID, the account, the time; and how each value is read. Nothing is guessed in silence: what the
// mapping leaves open is a diagnostic before the first row is read, and a row that can't be read is
// rejected with a reason and its place. Every line of a file is accounted for: a row that an unclosed quotation mark
// makes of several lines is rejected with all of them. Only regular files in the folder of the data are read, and a
// row has at most 1 MiB; one that is longer is rejected with all its lines, as no line of a text is read as a row.
// All files are read before the first entry leaves, and an account leaves as a whole.
//
//	mapping "crm" { time_zone = "Europe/London" }       # its name is the entries' source
//	locals { day = "YYYY-MM-DD" }                       # local.day stands for what it names
//
//	accounts {
//	  file       = "accounts-*.csv.gz"                  # a name or a pattern, in the folder of the data
//	  separator  = ";"                                  # else a comma
//	  multiline  = true                                 # texts of several lines are meant, whatever they look like
//	  missing    = ["NA"]                               # means "no value", as an empty field does
//	  when       = "row.kind == 'customer'"             # the rows to keep
//	  id         = "{{ row.region }}-{{ row.number }}"  # a text; missing if a part of it is
//	  name       = "company"                            # a column
//	  since      = { column = "signed", format = local.day }
//	  attributes = {
//	    plan    = { column = "tier", map = { P = "pro" }, otherwise = "basic" }
//	    trial   = { column = "trial", true = ["Y"], false = ["N"] }
//	    renewal = { column = "days", anchor = { a = "2026-01-01" }, by = "cohort" }
//	    seats   = { value = "…" }                       # an expression over row
//	  }
//	}
//	contacts { … account, id, name, email, attributes … }
//	events "click" { … account, contact, id, time, properties … }
//
// The package knows files, rows and entries. What may not enter: the store, the engine and Temporal; entries leave
// through the Sink that the caller gives. No clock: the instant of the import is an option.
//
// Read load.go first (the mapping), then run.go (the import), record.go (how a file becomes records), date.go (dates and
// times) and deliver.go (what the sink gets).
package importer
