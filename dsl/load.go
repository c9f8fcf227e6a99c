package dsl

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/folder"
	"github.com/tendhq/tend/dsl/source"
)

// Options is what a workspace may use that isn't in its files.
type Options struct {
	// Actions describes the kinds of action that playbooks can use.
	Actions []actions.Definition
	// Getenv answers env(…), which asks only whether a variable is set; nil: none is.
	Getenv func(string) (string, bool)
	// Variables gives variables of the workspace their values as text, by name: what TEND_VAR_NAME holds.
	Variables map[string]string
	// ReadFile answers file(…), by a path relative to the workspace; nil: no file can be read. Load sets
	// it to read inside the folder.
	ReadFile func(name string) ([]byte, error)
	// ReadFolder gives the files of a folder that a module names, by their name in it, and by a path
	// relative to the workspace; nil: there are no modules. Load sets it to read inside the folder.
	ReadFolder func(dir string) (map[string][]byte, error)
	// Sender says that the engine has a sender of its own, from whom messages come that name nobody.
	Sender bool
	// Run says that the workspace is about to run: what this version can't run yet is an error then.
	// Without it, all of the language is fine that is written right.
	Run bool
}

// Load reads the files of a folder that IsWorkspaceFile accepts, and checks them as one workspace. All
// problems are reported in one pass, sorted by place; the workspace is nil when one of them is an
// error. File names in ranges are relative to the folder.
func Load(dir string, opts Options) (*Workspace, diag.Diagnostics) {
	files, err := folder.Open(dir)
	if err != nil {
		return nil, unreadable(dir, err)
	}
	defer files.Close()
	return loadFolder(dir, files, opts)
}

// LoadFS is Load for a folder that lies elsewhere than on the disk, such as in the program itself.
func LoadFS(files fs.FS, opts Options) (*Workspace, diag.Diagnostics) {
	return loadFolder(".", files, opts)
}

// loadFolder loads a folder that people call by a name.
func loadFolder(name string, in fs.FS, opts Options) (*Workspace, diag.Diagnostics) {
	files, err := readFolder(in, ".")
	if err != nil {
		return nil, unreadable(name, err)
	}
	if len(files) == 0 {
		return nil, diag.Diagnostics{{
			Severity: diag.SeverityError, Code: diag.CodeEmpty, Range: diag.StartOf("."),
			Summary: "No playbooks", Detail: fmt.Sprintf("The folder %q has no *.hcl file. A workspace is a folder of them.", name),
		}}
	}
	if opts.ReadFile == nil {
		opts.ReadFile = func(name string) ([]byte, error) { return folder.ReadFile(in, name, maxRead) }
	}
	if opts.ReadFolder == nil {
		opts.ReadFolder = func(dir string) (map[string][]byte, error) { return readFolder(in, dir) }
	}
	return LoadFiles(files, opts)
}

// MaxFile is how many bytes a file can have.
const MaxFile = source.MaxFile

// maxFolder is how many bytes the files of a folder may have in all: far more than anybody writes.
const maxFolder = 32 << 20

// readFolder reads the files of a folder in the workspace's, by their name in it.
func readFolder(in fs.FS, dir string) (map[string][]byte, error) {
	entries, err := fs.ReadDir(in, dir)
	if err != nil {
		return nil, err
	}
	files, size := map[string][]byte{}, 0
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !IsWorkspaceFile(name) {
			continue
		}
		src, err := folder.ReadFile(in, path.Join(dir, name), MaxFile)
		if err != nil && !errors.Is(err, folder.ErrTooLong) { // What is too long, parsing reports with its place.
			return nil, fmt.Errorf("the file %q: %w", path.Join(dir, name), folder.Cause(err))
		}
		if size += len(src); size > maxFolder {
			return nil, fmt.Errorf("its *.hcl files have more than %d bytes in all", maxFolder)
		}
		files[name] = src
	}
	return files, nil
}

// IsWorkspaceFile reports whether a file of this name is read as part of a workspace: *.hcl, or *.hcl.json
// in HCL's JSON form, but not tests and not hidden files.
func IsWorkspaceFile(name string) bool {
	base, isHCL := strings.CutSuffix(strings.TrimSuffix(name, ".json"), ".hcl")
	return isHCL && !strings.HasSuffix(base, ".test") && !strings.HasPrefix(name, ".")
}

func unreadable(dir string, err error) diag.Diagnostics {
	why := fmt.Sprintf("can't be read: %v", folder.Cause(err))
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		why = "is a file: name the folder that it lies in"
	}
	return diag.Diagnostics{{
		Severity: diag.SeverityError, Code: diag.CodeUnreadable, Range: diag.StartOf("."),
		Summary: "Folder can't be read", Detail: fmt.Sprintf("The workspace %q %s.", dir, why),
	}}
}

// LoadFiles checks files, by name, as one workspace. It is Load without the file system: the same
// files and options give the same result. The order of files and blocks means nothing, except that of
// tiers, health scores, measures, bands, milestones, exits and steps.
func LoadFiles(files map[string][]byte, opts Options) (*Workspace, diag.Diagnostics) {
	l := newLoader(files, opts)
	for _, name := range names(files) {
		l.parse(name, files[name])
	}
	for _, b := range l.top["module"] {
		l.importModule(b, nil)
	}
	l.declareValues()
	l.declareBlocks()
	for len(l.checks) > 0 {
		check := l.checks[0]
		l.checks = l.checks[1:]
		check()
	}
	l.checkUnusedTemplates()
	l.checkRetention()
	l.reportUnsupported()
	diags := l.withoutGuesses(l.Sorted())
	if diags.HasErrors() {
		return nil, diags
	}
	l.finish()
	for _, do := range l.finishers {
		do()
	}
	return l.ws, diags
}

// loader is the state of one load.
type loader struct {
	*diag.Reporter
	opts    Options
	source  *source.Parser
	actions map[string]actions.Definition
	ws      *Workspace
	// top is the blocks of all files by their word, in the order of file names and lines.
	top map[string][]*hclsyntax.Block
	// values knows the variables and locals.
	values *evaluator
	// checks run when every name is declared, so that blocks can stand in any order.
	checks []func()
	// finishers run at the end of a load without errors.
	finishers []func()
	// declared is where each name was declared first, for the report of a second.
	declared map[string]diag.Range
	// texts is the sources of templates with their places in the files.
	texts map[string]*templateText
	facts scopeCache
	// moduleOf is in which module strings and calls of functions were written.
	moduleOf map[hclsyntax.Expression]*module
	// modules is how many there are, and brought those whose libraries were read.
	modules int
	brought []*module
	// reads is the names that any expression reads.
	reads map[string]bool
	// tags is those that a playbook or an action carries.
	tags map[string]bool
	// unsupported is what this version can't run yet.
	unsupported *diag.Reporter
	// started is which playbooks' runs each playbook starts.
	started map[string][]start
}

func newLoader(files map[string][]byte, opts Options) *loader {
	l := &loader{
		Reporter: diag.NewReporter(),
		opts:     opts,
		actions:  map[string]actions.Definition{},
		ws:       newWorkspace(),
		top:      map[string][]*hclsyntax.Block{},
		declared: map[string]diag.Range{},
		texts:    map[string]*templateText{},
		started:  map[string][]start{},
		tags:     map[string]bool{},
		reads:    map[string]bool{},
		moduleOf: map[hclsyntax.Expression]*module{},
	}
	for name, src := range files {
		l.Sources[name] = src
	}
	for _, d := range opts.Actions {
		l.actions[d.Kind] = d
	}
	l.unsupported = diag.NewReporter()
	l.unsupported.Sources = l.Sources
	l.source = source.NewParser(l.Reporter, grammar)
	l.values = newEvaluator(l)
	return l
}

// declareBlocks decodes every block. Metrics come right after what they read, as all else reads them.
func (l *loader) declareBlocks() {
	l.declareWorkspace()
	l.each("calendar", l.calendar)
	l.each("attribute", l.attribute)
	l.builtInEvents()
	l.each("event", l.event)
	l.each("metric", l.metric)
	l.addCheck(l.checkDerived)
	l.each("contacts", l.group)
	l.each("team", l.team)
	l.each("template", l.template)
	l.each("tier", l.tier)
	l.each("scale", l.scale)
	l.each("segment", l.segment)
	l.each("success_plan", l.successPlan)
	l.each("health_score", l.healthScore)
	l.each("playbook", l.playbook)
	l.addCheck(l.checkPlaybooks)
	l.each("communication_limits", l.communicationLimits)
	l.each("guard", l.guard)
	l.addCheck(l.checkTiers)
	l.checkHealthScores()
	l.addCheck(l.checkCalendars)
}

// parse reads a file and sorts its blocks by their type.
func (l *loader) parse(name string, src []byte) {
	known := topBlocks()
	for _, body := range l.source.Parse(name, src) {
		for _, attr := range source.Attributes(body) {
			l.Errorf(diag.CodeUnknownName, diag.RangeOf(attr.NameRange), "Attribute outside a block",
				"%q stands outside every block. At the top of a file there are only blocks.", attr.Name)
		}
		for _, b := range body.Blocks {
			if l.knownBlock(b, "a workspace", known) {
				l.top[b.Type] = append(l.top[b.Type], b)
			}
		}
	}
}

func (l *loader) each(word string, decode func(*hclsyntax.Block)) {
	for _, b := range l.top[word] {
		decode(b)
	}
}

// addCheck adds a check that runs when every name is declared.
func (l *loader) addCheck(check func()) {
	l.checks = append(l.checks, check)
}

// onSuccess adds what is done at the end of a load without errors.
func (l *loader) onSuccess(do func()) {
	l.finishers = append(l.finishers, do)
}

// declare claims a name of a kind; a second claim is reported at its place, with that of the first.
func (l *loader) declare(what, name string, at diag.Range) bool {
	key := what + "\x00" + name
	if earlier, taken := l.declared[key]; taken {
		l.Errorf(diag.CodeDuplicate, at, "Declared twice", "Another %s is called %q: the one at %s. Give one of them another name.", what, name, earlier)
		return false
	}
	l.declared[key] = at
	return true
}

// noteReads notes what an expression reads.
func (l *loader) noteReads(names []string) {
	for _, name := range names {
		l.reads[name] = true
	}
}

// tag notes that something carries tags.
func (l *loader) tag(tags []string) {
	for _, tag := range tags {
		l.tags[tag] = true
	}
}
