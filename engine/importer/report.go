package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Report accounts for every row that was read.
type Report struct {
	Mapping string `json:"mapping"`
	// AsOf is the instant of the import; rows about later times were put aside.
	AsOf  time.Time     `json:"as_of"`
	Files []*FileReport `json:"files"`
	Total Counts        `json:"total"`
}

// Counts are numbers of rows. Read is the sum of the others.
type Counts struct {
	Read       int `json:"read"`
	Accepted   int `json:"accepted"`
	Duplicates int `json:"duplicates"`
	// Conflicts are rows with the ID of another row or entry, and other content.
	Conflicts int `json:"conflicts"`
	Rejected  int `json:"rejected"`
	// Filtered are rows for which the block's `when` isn't true.
	Filtered int `json:"filtered"`
	// AfterAsOf are rows that are right, and about a time after the import's.
	AfterAsOf int `json:"after_as_of"`
}

// FileReport is about one file as one block of the mapping reads it.
type FileReport struct {
	File string `json:"file"`
	// Into is what its rows become: "accounts", "contacts" or "event NAME".
	Into string `json:"into"`
	Counts
	// Lines is how many lines the file has: its header's first, the rows that were read, blank ones, and those with
	// which the header or a row goes on, as a text in quotation marks has several.
	Lines     int `json:"lines"`
	Blank     int `json:"blank_lines"`
	Continued int `json:"continued_lines"`
	// Several is where the first few of the rows are that have several lines and were taken for one text, as file:first-last.
	Several []string `json:"rows_of_several_lines,omitempty"`
	// Reasons are why rows were rejected or in conflict, the most frequent first.
	Reasons []*Reason `json:"reasons,omitempty"`
	// Unused are columns of the file that no block reads; they stand with the file's first block.
	Unused []string `json:"unused_columns,omitempty"`
	// Unnamed are the numbers, from 1, of those columns that have no name, and so can't be read.
	Unnamed []int `json:"unnamed_columns,omitempty"`
}

// Reason is why rows weren't taken.
type Reason struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
	// Places are the first few of them, as file:line, or file:first-last.
	Places []string `json:"places"`
}

// maxPlaces is how many places of a reason are kept.
const maxPlaces = 5

// reasonConflict is the reason of all conflicts.
const reasonConflict = "conflict: the same ID with other content"

// refusals is the reasons of all that is about who was forgotten.
var refusals = map[Outcome]rejection{
	Refused:        "the account was forgotten after this: only a PUT of it begins it anew",
	RefusedContact: "the contact was forgotten: what happened before isn't taken, and only a PUT of the account that names the contact begins it anew",
}

func newReport(j *Job, now time.Time) *Report {
	r := &Report{Mapping: j.mapping.Name, AsOf: now}
	for i, t := range j.tables {
		file := &FileReport{File: t.name, Into: t.block.Target()}
		if !slices.ContainsFunc(j.tables[:i], func(before *table) bool { return before.name == t.name }) {
			file.Unused, file.Unnamed = j.unused(t)
		}
		r.Files = append(r.Files, file)
	}
	return r
}

// unused returns the columns of a table's file that no block reads, and the numbers of those without a name.
func (j *Job) unused(t *table) (list []string, unnamed []int) {
	for i, name := range t.header {
		if nameless(name) {
			unnamed = append(unnamed, i+1)
			continue
		}
		read := func(other *table) bool {
			i := slices.Index(other.header, name) // two blocks may part the lines differently
			return other.name == t.name && i >= 0 && other.used[i]
		}
		if !slices.ContainsFunc(j.tables, read) {
			list = append(list, name)
		}
	}
	return list, unnamed
}

// reason counts a reason at a place.
func (f *FileReport) reason(text string, first, last int) {
	i := slices.IndexFunc(f.Reasons, func(r *Reason) bool { return r.Reason == text })
	if i < 0 {
		i = len(f.Reasons)
		f.Reasons = append(f.Reasons, &Reason{Reason: text})
	}
	f.Reasons[i].Count++
	if len(f.Reasons[i].Places) < maxPlaces {
		f.Reasons[i].Places = append(f.Reasons[i].Places, f.File+":"+lineNumbers(first, last))
	}
}

// several keeps the place of a row that was taken apart and has several lines.
func (f *FileReport) several(r *row) {
	if r.last > r.first && len(f.Several) < maxPlaces {
		f.Several = append(f.Several, f.File+":"+lineNumbers(r.first, r.last))
	}
}

// lineNumbers returns the lines of a row, of which most have one.
func lineNumbers(first, last int) string {
	if first == last {
		return strconv.Itoa(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}

// read records which lines were read.
func (f *FileReport) read(rs *records) {
	f.Lines, f.Blank, f.Continued = rs.lines.read, rs.blank, rs.continued
}

// tally counts the outcome of a row's entry.
func (f *FileReport) tally(outcome Outcome, at origin) {
	switch outcome {
	case Added:
		f.Accepted++
	case Duplicate:
		f.Duplicates++
	case Conflict:
		f.Conflicts++
		f.reason(reasonConflict, at.line, at.last)
	case Refused, RefusedContact:
		f.Rejected++
		f.reason(string(refusals[outcome]), at.line, at.last)
	}
}

// finish sums up and sorts.
func (r *Report) finish() {
	for _, f := range r.Files {
		r.Total.add(f.Counts)
		slices.SortStableFunc(f.Reasons, func(a, b *Reason) int { return cmp.Compare(b.Count, a.Count) })
	}
}

func (c *Counts) add(other Counts) {
	c.Read += other.Read
	c.Accepted += other.Accepted
	c.Duplicates += other.Duplicates
	c.Conflicts += other.Conflicts
	c.Rejected += other.Rejected
	c.Filtered += other.Filtered
	c.AfterAsOf += other.AfterAsOf
}

// sum returns how many rows have an outcome.
func (c Counts) sum() int {
	return c.Accepted + c.Duplicates + c.Conflicts + c.Rejected + c.Filtered + c.AfterAsOf
}

// check is the importer's own control: no line may get lost between reading and booking.
func (r *Report) check() error {
	for _, f := range r.Files {
		if lines := 1 + f.Read + f.Blank + f.Continued; f.Lines != lines {
			return fmt.Errorf("the lines of %s don't add up: it has %d and %d are accounted for; this is a fault of tend",
				f.File, f.Lines, lines)
		}
		if f.Read != f.sum() {
			return fmt.Errorf("the rows of %s don't add up: %d were read and %d accounted for; this is a fault of tend",
				f.File, f.Read, f.sum())
		}
	}
	return nil
}

// Clean reports whether every row was accepted, filtered or put aside: none was rejected or in conflict.
func (r *Report) Clean() bool { return r.Total.Rejected == 0 && r.Total.Conflicts == 0 }

// Took reports whether a row was taken, or is known: an import that an error ended may have taken none. A report that
// isn't there has none.
func (r *Report) Took() bool { return r != nil && r.Total.Accepted+r.Total.Duplicates > 0 }
