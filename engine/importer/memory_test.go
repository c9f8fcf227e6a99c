package importer_test

import (
	"bytes"
	"context"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/importer"
)

// memory is a sink that keeps what it gets, by the log's rule: source and ID identify an entry.
type memory struct {
	entries map[string]customer.Entry
	order   []customer.Entry
	// fail is what happens after so many accounts.
	fail      error
	failAfter int
	// handed is the accounts in the order in which they came.
	handed []string
}

func newMemory() *memory { return &memory{entries: map[string]customer.Entry{}} }

func (m *memory) Begin(context.Context, []string, []string) error { return nil }

func (m *memory) Import(_ context.Context, account string, entries iter.Seq2[customer.Entry, error]) (importer.Result, error) {
	if m.fail != nil && len(m.handed) >= m.failAfter {
		return importer.Result{}, m.fail
	}
	m.handed = append(m.handed, account)
	var result importer.Result
	for e, err := range entries {
		if err != nil {
			return result, err
		}
		if e.Account != account {
			panic("an entry of another account")
		}
		key := e.Source + "\x00" + e.ID
		before, known := m.entries[key]
		e.Received = time.Time{}
		switch {
		case !known:
			m.entries[key] = e
			m.order = append(m.order, e)
			result.Outcomes = append(result.Outcomes, importer.Added)
		case reflect.DeepEqual(before, e):
			result.Outcomes = append(result.Outcomes, importer.Duplicate)
		default:
			result.Outcomes = append(result.Outcomes, importer.Conflict)
		}
	}
	return result, nil
}

// ofType returns the entries of a type in the order in which they were added.
func (m *memory) ofType(name string) []customer.Entry {
	var list []customer.Entry
	for _, e := range m.order {
		if e.Type == name {
			list = append(list, e)
		}
	}
	return list
}

// workspace returns what the small tests import into.
func workspace() *dsl.Workspace {
	required := func(t expression.Type) dsl.Property { return dsl.Property{Type: t} }
	optional := func(t expression.Type) dsl.Property { return dsl.Property{Type: t, Optional: true} }
	attribute := func(name string, t expression.Type, values ...string) *dsl.Attribute {
		return &dsl.Attribute{Name: name, Type: t, Values: values}
	}
	return &dsl.Workspace{
		Hours: calendar.Default(time.UTC),
		AccountAttributes: map[string]*dsl.Attribute{
			"plan":    attribute("plan", expression.String, "basic", "pro"),
			"seats":   attribute("seats", expression.Number),
			"trial":   attribute("trial", expression.Bool),
			"renewal": attribute("renewal", expression.Date),
			"csm":     attribute("csm", expression.Member),
			"labels":  attribute("labels", expression.List(expression.String)),
		},
		ContactAttributes: map[string]*dsl.Attribute{
			"role": attribute("role", expression.String),
		},
		Events: map[string]*dsl.Event{
			"click": {Name: "click", Properties: map[string]dsl.Property{
				"count": required(expression.Number),
				"site":  optional(expression.String),
			}},
			"closed": {Name: "closed", Properties: map[string]dsl.Property{
				"at": optional(expression.Time),
			}},
			"login":        {Name: "login", AboutContact: true},
			"run.finished": {Name: "run.finished", BuiltIn: true},
		},
	}
}

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// folder writes files to a folder of their own.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

// open parses a mapping that must be right and opens it on files that must fit.
func open(t testing.TB, mapping string, files map[string]string) *importer.Job {
	t.Helper()
	m, diags := importer.Parse([]byte(mapping), "mapping.hcl", workspace())
	require.False(t, diags.HasErrors(), diags)
	job, diags := m.Open(folder(t, files))
	require.Empty(t, diags)
	return job
}

// imported runs a mapping on files into a sink, and gives the report and the rejected rows.
func imported(t testing.TB, sink importer.Sink, mapping string, files map[string]string) (*importer.Report, string) {
	t.Helper()
	var rejects bytes.Buffer
	report, err := open(t, mapping, files).Run(t.Context(), sink, importer.Options{Now: noon, Rejects: &rejects})
	require.NoError(t, err)
	return report, rejects.String()
}

// reasons returns a file's reasons with their counts.
func reasons(f *importer.FileReport) map[string]int {
	counts := map[string]int{}
	for _, r := range f.Reasons {
		counts[r.Reason] = r.Count
	}
	return counts
}

const twoAccounts = `
accounts {
  file = "accounts.csv"
  id   = "id"
}
`

var accountsFile = "id\na\nb\n"
