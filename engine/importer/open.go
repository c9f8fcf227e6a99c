package importer

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/dsl/folder"
)

// Job is a mapping bound to the files that it found: ready to run.
type Job struct {
	mapping *Mapping
	tables  []*table
}

// Open finds the mapping's files in the folder, reads their headers, and checks every column and
// expression against them. No row is read yet.
func (m *Mapping) Open(dir string) (*Job, diag.Diagnostics) {
	job := &Job{mapping: m}
	var diags hcl.Diagnostics
	for _, b := range m.Blocks {
		names, more := b.find(dir)
		diags = append(diags, more...)
		for _, name := range names {
			t, more := m.table(b, dir, name)
			diags = append(diags, more...)
			job.tables = append(job.tables, t)
		}
	}
	shown := diagnostics(diags, m.source, CodeData)
	if diags.HasErrors() {
		return nil, shown
	}
	return job, shown
}

// Reads says whether a file is one of those that the job reads.
func (j *Job) Reads(file fs.FileInfo) bool {
	return slices.ContainsFunc(j.tables, func(t *table) bool { return os.SameFile(t.info, file) })
}

// Size is how many bytes the files have, as they stand on the disk: what Options.Progress adds up to.
func (j *Job) Size() int64 {
	var size int64
	for _, t := range j.tables {
		size += t.info.Size()
	}
	return size
}

// find lists a block's files in the order of their names, relative to the folder.
func (b *Block) find(dir string) ([]string, hcl.Diagnostics) {
	pattern := path.Clean(filepath.ToSlash(b.File))
	if !filepath.IsLocal(b.File) {
		return nil, hcl.Diagnostics{fault(b.fileRange, "File outside the folder",
			"The files of a mapping lie in the folder of the data, %s, and are named from there; --data names another folder.", dir)}
	}
	files, err := folder.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hcl.Diagnostics{fault(b.fileRange, "File not found", "No file %q is in the folder %s, which isn't there.", b.File, dir)}
	}
	if err != nil {
		return nil, hcl.Diagnostics{fault(b.fileRange, "Folder can't be read", "The folder %s can't be read: %s.", dir, folder.Cause(err))}
	}
	defer files.Close()
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return nil, hcl.Diagnostics{fault(b.fileRange, "Wrong pattern", "The pattern %q can't be read: %s.", b.File, err)}
	}
	if _, err := fs.Stat(files, pattern); len(names) == 0 && !errors.Is(err, fs.ErrNotExist) {
		names = []string{pattern} // It is there, and reading it says what is wrong.
	}
	if len(names) == 0 {
		return nil, hcl.Diagnostics{fault(b.fileRange, "File not found",
			"No file %q is in the folder %s.%s", b.File, dir, suggest(b.File, listing(files)))}
	}
	slices.Sort(names)
	return names, nil
}

// listing names the files of a folder, for suggestions.
func listing(files fs.FS) []string {
	var list []string
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// table reads a file's header and binds the block to it.
func (m *Mapping) table(b *Block, dir, name string) (*table, hcl.Diagnostics) {
	t := &table{block: b, folder: dir, name: name}
	rs, first, err := t.open(context.Background(), func(int) {})
	if err != nil {
		return t, hcl.Diagnostics{fault(b.fileRange, "The file can't be read", "%s.", err)}
	}
	rs.close()
	t.info, t.first, t.header, t.used = rs.before, string(first.raw), first.fields, make([]bool, len(first.fields))
	for _, name := range t.header {
		t.names = append(t.names, norm.NFC.String(name))
	}
	t.order = make([]int, len(t.header))
	for i := range t.order {
		t.order[i] = i
	}
	slices.SortStableFunc(t.order, func(x, y int) int { return cmp.Compare(t.header[x], t.header[y]) })
	return t, m.bind(t)
}

// bind finds the columns of everything that the block reads.
func (m *Mapping) bind(t *table) (diags hcl.Diagnostics) {
	b := t.block
	if b.When != nil {
		bound, more := m.bindSource(t, *b.When, expression.Bool)
		t.when, diags = bound, append(diags, more...)
	}
	one := func(name string, v *Value, typ expression.Type, required bool) *reader {
		r, more := m.bindValue(t, Field{Name: name, Type: typ, Value: v, Required: required})
		diags = append(diags, more...)
		return r
	}
	t.id = one("id", b.ID, expression.String, true)
	t.account = one("account", b.Account, expression.String, true)
	t.contact = one("contact", b.Contact, expression.String, b.Kind == Events && b.Event.NeedsContact())
	t.label = one("name", b.Name, expression.String, false)
	t.mail = one("email", b.Email, expression.String, false)
	timeName := "time"
	if b.Kind == Accounts {
		timeName = "since"
	}
	t.time = one(timeName, b.Time, expression.Time, b.Kind == Events)
	for _, f := range b.Fields {
		r, more := m.bindValue(t, f)
		diags = append(diags, more...)
		t.fields = append(t.fields, r)
	}
	return diags
}

// data reads the attributes or properties of a row; missing ones are left out.
func (t *table) data(r *row) (map[string]any, error) {
	data := make(map[string]any, len(t.fields))
	for _, f := range t.fields {
		value, err := f.read(r)
		if err != nil {
			return nil, err
		}
		if value != nil {
			data[f.Name] = value
		}
	}
	return data, nil
}
