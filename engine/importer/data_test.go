package importer_test

import (
	"context"
	"encoding/json"
	"hash/maphash"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/task"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/importer"
)

// fingerprints is a sink for many entries: of each it keeps a hash of the content.
type fingerprints struct {
	seed     maphash.Seed
	entries  map[string]uint64
	accounts map[string]bool
	types    map[string]int
	repeated int // rows without an ID that are equal to an earlier one
}

func newFingerprints() *fingerprints {
	return &fingerprints{
		seed: maphash.MakeSeed(), entries: map[string]uint64{},
		accounts: map[string]bool{}, types: map[string]int{},
	}
}

func (f *fingerprints) Begin(context.Context, []string, []string) error { return nil }

func (f *fingerprints) Import(_ context.Context, account string, entries iter.Seq2[customer.Entry, error]) (importer.Result, error) {
	var result importer.Result
	for e, err := range entries {
		if err != nil {
			return result, err
		}
		content, err := json.Marshal([]any{e.Type, account, e.Contact, e.Time, e.Data})
		if err != nil {
			return result, err
		}
		sum := maphash.Bytes(f.seed, content)
		before, known := f.entries[e.ID]
		switch {
		case !known:
			f.entries[e.ID] = sum
			f.accounts[account] = true
			f.types[e.Type]++
			if strings.Contains(e.ID, ":row-") && !strings.HasSuffix(e.ID, "-1") {
				f.repeated++
			}
			result.Outcomes = append(result.Outcomes, importer.Added)
		case before == sum:
			result.Outcomes = append(result.Outcomes, importer.Duplicate)
		default:
			result.Outcomes = append(result.Outcomes, importer.Conflict)
		}
	}
	return result, nil
}

// example returns a job on the real data: the test is skipped where it is absent.
func example(t *testing.T, name string) *importer.Job {
	t.Helper()
	data := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(data); err != nil {
		t.Skipf("the data isn't here: %v", err)
	}
	m, diags := importer.Load(filepath.Join("..", "..", "examples", name, "import", "mapping.hcl"), exampleWorkspace(t, name))
	require.Empty(t, diags)
	job, diags := m.Open(data)
	require.Empty(t, diags)
	return job
}

func exampleWorkspace(t *testing.T, name string) *dsl.Workspace {
	t.Helper()
	definition, err := task.New(nowhere{})
	require.NoError(t, err)
	w, diags := dsl.Load(filepath.Join("..", "..", "examples", name), dsl.Options{Actions: []actions.Definition{definition}})
	require.Empty(t, diags)
	return w
}

// nowhere keeps no tasks: the examples are only loaded here.
type nowhere struct{}

func (nowhere) Create(context.Context, task.Task) error { return nil }

func counts(r *importer.Report) map[string]importer.Counts {
	byTarget := map[string]importer.Counts{}
	for _, f := range r.Files {
		byTarget[f.Into] = f.Counts
	}
	return byTarget
}

func TestTheExamplesAreValid(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"oulad", "ravenstack"} {
		w := exampleWorkspace(t, name)
		m, diags := importer.Load(filepath.Join("..", "..", "examples", name, "import", "mapping.hcl"), w)
		require.Empty(t, diags)
		require.Equal(t, name, m.Name)
		require.NotEmpty(t, w.Playbooks)
	}
}

// The first import stands in the middle of the data, the second after its end: what was put aside is
// taken, and what was there changes nothing.
func TestLearnersAreImportedCompletely(t *testing.T) {
	t.Parallel()
	job := example(t, "oulad")
	sink := newFingerprints()
	first, err := job.Run(t.Context(), sink, importer.Options{Now: time.Date(2014, 2, 1, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	before := counts(first)["event click"]
	require.Equal(t, importer.Counts{Read: 350_298, Accepted: before.Accepted, AfterAsOf: before.AfterAsOf}, before)
	require.Positive(t, before.Accepted)
	require.Positive(t, before.AfterAsOf)
	require.Equal(t, before.Accepted, sink.types["click"])
	require.True(t, first.Clean())

	second, err := job.Run(t.Context(), sink, importer.Options{Now: time.Date(2015, 9, 1, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	after := counts(second)
	require.Equal(t, importer.Counts{Read: 748, Duplicates: 748}, after["accounts"])
	require.Equal(t, importer.Counts{
		Read: 350_298, Accepted: before.AfterAsOf, Duplicates: before.Accepted,
	}, after["event click"])
	require.Equal(t, map[string]int{
		"account.updated": 748, "registered": 748, "unregistered": 126, "click": 350_298,
	}, sink.types)
	require.Equal(t, 622, after["event unregistered"].Filtered)
	require.Len(t, sink.accounts, 748)
	require.Equal(t, 15_549, sink.repeated, "equal rows are clicks of their own")
}

func TestASoftwareCompanysCustomersAreImportedCompletely(t *testing.T) {
	t.Parallel()
	job := example(t, "ravenstack")
	sink := newFingerprints()
	after := importer.Options{Now: time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC)}
	first, err := job.Run(t.Context(), sink, after)
	require.NoError(t, err)
	require.Equal(t, map[string]importer.Counts{
		"accounts":            {Read: 500, Accepted: 500},
		"event ticket_opened": {Read: 2000, Accepted: 2000},
		"event ticket_closed": {Read: 2000, Accepted: 2000},
		"event churned":       {Read: 600, Accepted: 600},
	}, counts(first))

	second, err := job.Run(t.Context(), sink, after)
	require.NoError(t, err)
	require.Equal(t, importer.Counts{Read: 5100, Duplicates: 5100}, second.Total)
}

// Real rows with a repeated ID are conflicts: the 21 of the usage file differ in content.
func TestRepeatedIDsOfRealDataAreConflicts(t *testing.T) {
	t.Parallel()
	data := filepath.Join("..", "..", "..", "shared", "data", "ravenstack")
	if _, err := os.Stat(data); err != nil {
		t.Skipf("the data isn't here: %v", err)
	}
	m, diags := importer.Parse([]byte(`mapping "usage" {}
		accounts {
		  file = "subscriptions.csv"
		  id   = "subscription_id"
		}
		events "click" {
		  file       = "feature_usage.csv"
		  id         = "usage_id"
		  account    = "subscription_id"
		  time       = { column = "usage_date", format = "YYYY-MM-DD" }
		  properties = { count = "usage_count", site = "feature_name" }
		}`), "mapping.hcl", workspace())
	require.Empty(t, diags)
	job, diags := m.Open(data)
	require.Empty(t, diags)
	report, err := job.Run(t.Context(), newFingerprints(), importer.Options{Now: noon})
	require.NoError(t, err)
	require.Equal(t, importer.Counts{Read: 25_000, Accepted: 24_979, Conflicts: 21}, counts(report)["event click"])
}
