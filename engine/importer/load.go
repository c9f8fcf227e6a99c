package importer

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/folder"
)

// maxMapping is how many bytes a mapping may have.
const maxMapping = 1 << 20

// Load reads a mapping file and checks it against the workspace. All faults are found in one pass;
// with an error among the diagnostics the mapping is nil. What can only be known with the data's
// headers is checked by Open.
func Load(path string, w *dsl.Workspace) (*Mapping, diag.Diagnostics) {
	source, err := folder.ReadPath(path, maxMapping)
	if err != nil {
		return nil, diag.Diagnostics{{
			Severity: diag.SeverityError,
			Code:     CodeMapping,
			Summary:  "The mapping can't be read",
			Detail:   fmt.Sprintf("Reading the file %s failed: %s.", path, folder.Cause(err)),
		}}
	}
	return Parse(source, path, w)
}

// Parse returns Load for a mapping in memory; path is its name in diagnostics.
func Parse(source []byte, path string, w *dsl.Workspace) (*Mapping, diag.Diagnostics) {
	m, found := parse(source, path, w)
	return m, diagnostics(found, source, CodeMapping)
}

func parse(source []byte, path string, w *dsl.Workspace) (*Mapping, hcl.Diagnostics) {
	file, diags := hclsyntax.ParseConfig(source, path, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	content, more := file.Body.Content(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
		{Type: "mapping", LabelNames: []string{"name"}},
		{Type: "locals"},
		{Type: string(Accounts)},
		{Type: string(Contacts)},
		{Type: string(Events), LabelNames: []string{"type"}},
	}})
	diags = append(diags, more...)
	m := &Mapping{workspace: w, source: source, Zone: w.Hours.Zone(), locals: locals{}}
	for _, block := range content.Blocks.OfType("locals") {
		diags = append(diags, m.locals.add(block)...)
	}
	diags = append(diags, m.head(content.Blocks.OfType("mapping"), file.Body.MissingItemRange())...)
	for _, kind := range []Kind{Accounts, Contacts, Events} {
		for _, block := range content.Blocks.OfType(string(kind)) {
			b, more := m.block(kind, block)
			diags = append(diags, more...)
			m.Blocks = append(m.Blocks, b)
		}
	}
	if diags.HasErrors() {
		return nil, diags
	}
	if len(m.Blocks) == 0 {
		return nil, append(diags, fault(file.Body.MissingItemRange(), "Nothing to import",
			"A mapping needs a block accounts, contacts or events that says which file becomes what."))
	}
	return m, diags
}

// head decodes the one mapping block.
func (m *Mapping) head(blocks hcl.Blocks, end hcl.Range) hcl.Diagnostics {
	if len(blocks) == 0 {
		return hcl.Diagnostics{fault(end, "Missing mapping block",
			`A mapping file needs a block such as mapping "crm" {}: its name is part of the identity of every imported row.`)}
	}
	if len(blocks) > 1 {
		return hcl.Diagnostics{fault(blocks[1].DefRange, "Second mapping block",
			"A mapping file has one mapping block; the first is at line %d.", blocks[0].DefRange.Start.Line)}
	}
	m.Name = blocks[0].Labels[0]
	var diags hcl.Diagnostics
	if m.Name == "" {
		diags = append(diags, fault(blocks[0].LabelRanges[0], "Missing name", "The name of a mapping can't be empty."))
	}
	content, more := blocks[0].Body.Content(schemaOf(mappingAttributes))
	diags = append(diags, more...)
	if attr, ok := content.Attributes["time_zone"]; ok {
		zone, more := m.locals.zone(attr.Expr)
		diags = append(diags, more...)
		m.Zone = zone
	}
	return diags
}

// block decodes one accounts, contacts or events block.
func (m *Mapping) block(kind Kind, block *hcl.Block) (*Block, hcl.Diagnostics) {
	b := &Block{Kind: kind, Separator: ',', Range: block.DefRange}
	content, diags := block.Body.Content(schemaOf(commonAttributes, blockAttributes[kind]))
	if kind == Events {
		diags = append(diags, m.eventType(b, block)...)
	}
	diags = append(diags, m.common(b, content.Attributes)...)
	values := map[string]**Value{
		"id": &b.ID, "account": &b.Account, "contact": &b.Contact, "name": &b.Name,
		"email": &b.Email, "since": &b.Time, "time": &b.Time,
	}
	for _, attr := range sorted(content.Attributes) {
		target, ok := values[attr.Name]
		if !ok {
			continue
		}
		v, more := m.value(attr.Expr)
		diags = append(diags, more...)
		if v != nil {
			diags = append(diags, v.suits(attr.Name, topLevelType(attr.Name))...)
		}
		*target = v
	}
	if attr, ok := content.Attributes["contact"]; ok && m.workspace.Events[b.Event.Name] == b.Event && !b.Event.AboutContact {
		diags = append(diags, b.unreadContact(attr.NameRange))
	}
	return b, append(diags, m.fields(b, content.Attributes)...)
}

// unreadContact warns of the contact of an event about the account.
func (b *Block) unreadContact(at hcl.Range) *hcl.Diagnostic {
	d := fault(at, "Contact that nobody reads",
		`The event %q is about the account, so its contact is kept and no playbook reads it: leave it out here, or declare the event with about = "contact".`, b.Event.Name)
	d.Severity = hcl.DiagWarning
	return d
}

// eventType finds the workspace's event that the block's rows become.
func (m *Mapping) eventType(b *Block, block *hcl.Block) hcl.Diagnostics {
	name := block.Labels[0]
	event, ok := m.workspace.Events[name]
	if ok && !ownEvents[name] {
		b.Event = event
		return nil
	}
	b.Event = &dsl.Event{Name: name}
	if ok {
		return hcl.Diagnostics{fault(block.LabelRanges[0], "Event can't be imported",
			"Only the engine itself says %q.", name)}
	}
	return hcl.Diagnostics{fault(block.LabelRanges[0], "Unknown event",
		"The workspace declares no event %q.%s", name, suggest(name, names(m.workspace.Events)))}
}

// common decodes what every kind of block has.
func (m *Mapping) common(b *Block, attrs hcl.Attributes) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if attr, ok := attrs["file"]; ok {
		b.fileRange = attr.Expr.Range()
		b.File, diags = m.locals.literal(attr.Expr)
	}
	if attr, ok := attrs["separator"]; ok {
		text, more := m.locals.literal(attr.Expr)
		diags = append(diags, more...)
		r, size := utf8.DecodeRuneInString(text)
		if size == 0 || size != len(text) || r == '"' || r == '\n' || r == '\r' {
			diags = append(diags, fault(attr.Expr.Range(), "Wrong separator",
				`A separator is one character, such as ";" or "\t".`))
		}
		b.Separator = r
	}
	if attr, ok := attrs["multiline"]; ok {
		multiline, more := m.locals.flag(attr.Expr)
		b.Multiline, diags = multiline, append(diags, more...)
	}
	if attr, ok := attrs["missing"]; ok {
		words, more := m.locals.literals(attr.Expr)
		b.Missing, diags = words, append(diags, more...)
	}
	if attr, ok := attrs["when"]; ok {
		text, more := m.locals.literal(attr.Expr)
		diags = append(diags, more...)
		b.When = &Source{Kind: Expression, Text: text, Range: m.locals.place(attr.Expr)}
	}
	return diags
}

// zone reads a time zone's name.
func (l locals) zone(expr hcl.Expression) (*time.Location, hcl.Diagnostics) {
	name, diags := l.literal(expr)
	if diags.HasErrors() {
		return time.UTC, diags
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return time.UTC, hcl.Diagnostics{fault(expr.Range(), "Unknown time zone",
			`There is no time zone %q; zones are written like "Europe/London" or "UTC".`, name)}
	}
	return zone, nil
}
