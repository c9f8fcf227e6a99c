package dsl

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/folder"
	"github.com/tendhq/tend/dsl/source"
	"github.com/zclconf/go-cty/cty"
)

var moduleSchema = &schema{
	word: "module", doc: "Brings the files of a folder, a library. Its other attributes are the values of the library's variables. What the library declares has the module's name before its own, as in `renewal_offer`: one name for expressions, for the command line and for dashboards, so that a library can be brought several times. Attributes and events keep their names, as the systems that send them know no modules.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "source", required: true, kind: kindString, example: `"./library/renewal"`, doc: "The folder, from that of the file on: it begins with ./ and lies inside the workspace."},
	},
	open: true,
	example: `module "renewal" {
  source = "./library/renewal"

  lead_time = "120d"
}`,
}

// module is a library that a module block brings.
type module struct {
	// name is the prefix of its names; dir its folder, relative to the workspace's.
	name, dir string
	// outer is the module whose files brought it; nil: the workspace's.
	outer *module
	// declared is what it declares, as expressions begin to name it: "metric.usage".
	declared map[string]bool
}

// maxModules keeps libraries that bring others twice, which bring others twice, from filling the memory.
const maxModules = 500

// ofModules is the blocks that a library may have: what is left belongs to the workspace as a whole.
var ofModules = []string{
	"variable", "locals", "attribute", "event", "metric", "contacts", "scale", "segment", "success_plan", "template", "playbook", "module",
}

// roots is how expressions begin to name what a block declares.
var roots = map[string][]string{
	"metric": {"metric", "previous", "change"}, "contacts": {"contacts"}, "scale": {"scale"}, "segment": {"segment"},
	"success_plan": {"success_plan"}, "playbook": {"running"}, "template": {"template"},
}

// full is a name of the module as the workspace knows it.
func (m *module) full(name string) string {
	if m == nil {
		return name
	}
	return m.name + "_" + name
}

// moduleAt is the module in whose library a place is, and whose name begins a name that is read there, such as
// "local.renewal_lead_time"; nil in the workspace's own files.
func (l *loader) moduleAt(name string, at diag.Range) *module {
	_, attr := cutName(name)
	var found *module
	for _, m := range l.brought {
		if strings.HasPrefix(at.File, m.dir+"/") && strings.HasPrefix(attr, m.name+"_") && (found == nil || len(m.name) > len(found.name)) {
			found = m
		}
	}
	return found
}

// authored is a name of the workspace as whoever wrote the place calls it: in a library nobody writes the module's name.
func (l *loader) authored(name string, at diag.Range) string {
	m := l.moduleAt(name, at)
	if m == nil {
		return name
	}
	root, attr := cutName(name)
	return root + "." + strings.TrimPrefix(attr, m.name+"_")
}

// importModule reads the library of a module block and adds its blocks to the workspace's; nil when it can't.
func (l *loader) importModule(src *hclsyntax.Block, outer *module) *module {
	b := l.open(src, moduleSchema)
	if b == nil || !l.declare("module", outer.full(b.name()), b.nameRange()) {
		return nil
	}
	if l.modules++; l.modules > maxModules {
		l.Errorf(diag.CodeModuleSource, b.head(), "Too many modules", "A workspace has at most %d modules, with those that libraries bring.", maxModules)
		return nil
	}
	m := &module{name: outer.full(b.name()), outer: outer, declared: map[string]bool{}}
	files, ok := b.library(m)
	if !ok {
		return nil
	}
	l.brought = append(l.brought, m)
	blocks := l.parseLibrary(m.dir, files)
	for word, all := range blocks {
		m.declares(word, all)
	}
	l.importNested(m, blocks["module"])
	for _, word := range names(blocks) {
		for _, block := range blocks[word] {
			l.adopt(m, block)
		}
	}
	l.moduleVariables(b, m, blocks["variable"])
	return m
}

// importNested brings the modules of a library, whose names the library reads too.
func (l *loader) importNested(m *module, blocks []*hclsyntax.Block) {
	for _, b := range blocks {
		l.renameBlock(m, b)
		inner := l.importModule(b, m)
		if inner == nil {
			continue
		}
		for known := range inner.declared {
			root, name := cutName(known)
			m.declared[root+"."+b.Labels[0]+"_"+name] = true
		}
	}
}

// library reads the files of the module's folder.
func (b *block) library(m *module) (map[string][]byte, bool) {
	a := b.Body.Attributes["source"]
	if a == nil {
		return nil, false
	}
	v, diags := a.Expr.Value(nil)
	if diags.HasErrors() || v.IsNull() || v.Type() != cty.String {
		b.l.Errorf(diag.CodeModuleSource, b.at("source"), "Folder that isn't a plain string", "\"source\" is known before anything else is: write the folder in quotes, such as \"./library/renewal\".")
		return nil, false
	}
	source, from := v.AsString(), "."
	if m.outer != nil {
		from = m.outer.dir
	}
	m.dir = path.Join(from, source)
	if !strings.HasPrefix(source, "./") && !strings.HasPrefix(source, "../") || m.dir == "." || strings.HasPrefix(m.dir, "..") {
		b.l.Errorf(diag.CodeModuleSource, b.at("source"), "Folder outside the workspace", "A library lies in a folder inside the workspace's, and is named from the file on: write it as in \"./library/renewal\".")
		return nil, false
	}
	for o := m.outer; o != nil; o = o.outer {
		if o.dir == m.dir {
			b.l.Errorf(diag.CodeModuleCircle, b.at("source"), "Library that brings itself", "The library %q brings itself, and so would never end.", m.dir)
			return nil, false
		}
	}
	return b.readLibrary(m.dir)
}

func (b *block) readLibrary(dir string) (map[string][]byte, bool) {
	if b.l.opts.ReadFolder == nil {
		b.l.Errorf(diag.CodeModuleSource, b.at("source"), "Library that can't be read", "There is no folder to read %q from.", dir)
		return nil, false
	}
	files, err := b.l.opts.ReadFolder(dir)
	switch {
	case err != nil:
		b.l.Errorf(diag.CodeModuleSource, b.at("source"), "Library that can't be read", "The folder %q can't be read: %v.", dir, folder.Cause(err))
	case len(files) == 0:
		b.l.Errorf(diag.CodeModuleSource, b.at("source"), "Library without files", "The folder %q has no *.hcl file.", dir)
	}
	return files, err == nil && len(files) > 0
}

// parseLibrary reads the files of a library. Each module has blocks of its own, as it changes the names in
// them, also of a library that another module brings too.
func (l *loader) parseLibrary(dir string, files map[string][]byte) map[string][]*hclsyntax.Block {
	kept := l.top
	defer func() { l.top = kept }()
	l.top = map[string][]*hclsyntax.Block{}
	for _, name := range names(files) {
		full := path.Join(dir, name)
		l.Sources[full] = files[name]
		l.parse(full, files[name])
	}
	return l.top
}

// declares notes the names that blocks of a word declare.
func (m *module) declares(word string, blocks []*hclsyntax.Block) {
	for _, b := range blocks {
		for _, root := range roots[word] {
			if n := len(b.Labels); n > 0 {
				m.declared[root+"."+b.Labels[n-1]] = true
			}
		}
	}
}

// adopt gives a block of the library the module's names, and adds it to the workspace's. Attributes and
// events that are declared alike elsewhere are the same.
func (l *loader) adopt(m *module, b *hclsyntax.Block) {
	if b.Type == "module" {
		return
	}
	if !slices.Contains(ofModules, b.Type) {
		l.Errorf(diag.CodeModuleBlock, diag.RangeOf(b.TypeRange), "Block of the workspace", "A library can't have a block %q: there is one answer for the whole workspace. A library has %s.", b.Type, diag.List(ofModules, "and"))
		return
	}
	l.renameBlock(m, b)
	switch b.Type {
	case "variable":
		return
	case "attribute", "event":
		if slices.ContainsFunc(l.top[b.Type], func(other *hclsyntax.Block) bool { return l.sameDeclaration(b, other) }) {
			return
		}
	case "locals":
		for name, a := range b.Body.Attributes {
			delete(b.Body.Attributes, name)
			a.Name = m.full(name)
			b.Body.Attributes[a.Name] = a
		}
	default:
		if n := len(b.Labels); n > 0 {
			b.Labels[n-1] = m.full(b.Labels[n-1])
		}
	}
	l.top[b.Type] = append(l.top[b.Type], b)
}

// sameDeclaration reports whether two blocks declare the same, whatever their descriptions say.
func (l *loader) sameDeclaration(a, b *hclsyntax.Block) bool {
	return slices.Equal(a.Labels, b.Labels) && l.declarationText(a) == l.declarationText(b)
}

func (l *loader) declarationText(b *hclsyntax.Block) string {
	var all []string
	for _, name := range names(b.Body.Attributes) {
		if name != "description" {
			written := l.Text(diag.RangeOf(b.Body.Attributes[name].Expr.Range()))
			all = append(all, name+"="+strings.Join(strings.Fields(written), ""))
		}
	}
	return strings.Join(all, "\n")
}

// moduleVariables takes the values of the library's variables from the module block, else their defaults.
func (l *loader) moduleVariables(b *block, m *module, variables []*hclsyntax.Block) {
	known := []string{}
	for _, src := range variables {
		v := l.open(src, variableSchema)
		if v == nil || !l.declare("variable", m.full(v.name()), v.nameRange()) {
			continue
		}
		known = append(known, v.name())
		v.describe(m.full(v.name()))
		given := b.Body.Attributes[v.name()]
		l.values.fixed["var."+m.full(v.name())] = given != nil
		if given == nil {
			given = src.Body.Attributes["default"]
		}
		if !l.hasValue(m.full(v.name()), given) {
			l.Errorf(diag.CodeMissing, b.head(), "Missing attribute", "%s needs %q, a variable of the library without a default; it is declared at %s. Or set %s in the environment.",
				moduleSchema.title(b.Labels), v.name(), v.head(), VariablePrefix+m.full(v.name()))
			l.values.failed["var."+m.full(v.name())] = true
		}
	}
	for _, a := range source.Attributes(b.Body) {
		if a.Name != "source" && !slices.Contains(known, a.Name) {
			l.Errorf(diag.CodeUnknownName, diag.RangeOf(a.NameRange), "Unknown attribute", "The library has no variable %q. %s", a.Name, diag.Suggest(a.Name, known))
		}
	}
}
