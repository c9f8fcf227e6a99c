package dsl_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"pgregory.net/rapid"
)

// fullFiles is the workspace "full" as one text for each block, and its other files.
func fullFiles(t *testing.T) (blocks []string, read func(string) ([]byte, error)) {
	t.Helper()
	dir := "testdata/valid/full"
	for _, name := range []string{"main.hcl", "playbooks.hcl"} {
		src, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
		require.False(t, diags.HasErrors())
		for _, b := range file.Body.(*hclsyntax.Body).Blocks {
			at := b.Range()
			blocks = append(blocks, string(src[b.TypeRange.Start.Byte:at.End.Byte])+"\n")
		}
	}
	return blocks, func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) }
}

// hashes is every hash of a workspace, by what it is of.
func hashes(w *dsl.Workspace) map[string]string {
	all := map[string]string{"workspace": w.Hash}
	for name, m := range w.Metrics {
		all["metric "+name] = m.Hash
	}
	for _, h := range w.HealthScores {
		all["health_score "+h.Name] = h.Hash
	}
	for name, p := range w.SuccessPlans {
		all["success_plan "+name] = p.Hash
	}
	for name, pb := range w.Playbooks {
		all["plan "+name] = pb.Plan.Hash()
		for i, t := range pb.Triggers {
			all[fmt.Sprintf("trigger %s %d", name, i)] = t.Hash
		}
	}
	return all
}

func loadHashes(t require.TestingT, files map[string][]byte, read func(string) ([]byte, error)) map[string]string {
	w, diags := dsl.LoadFiles(files, dsl.Options{Actions: testActions(), ReadFile: read})
	require.NotNil(t, w, "%v", diags)
	return hashes(w)
}

// How blocks are spread over files, and in which order, means nothing, except among tiers and health
// scores.
func TestOrderOfBlocksMeansNothing(t *testing.T) {
	t.Parallel()
	blocks, read := fullFiles(t)
	want := loadHashes(t, map[string][]byte{"a.hcl": []byte(strings.Join(blocks, ""))}, read)
	ordered := func(b string) bool { return strings.HasPrefix(b, "tier") || strings.HasPrefix(b, "health_score") }

	rapid.Check(t, func(t *rapid.T) {
		files := map[string][]byte{}
		for _, b := range rapid.Permutation(blocks).Draw(t, "blocks") {
			if !ordered(b) {
				name := rapid.SampledFrom([]string{"a.hcl", "b.hcl", "c.hcl"}).Draw(t, "file")
				files[name] = append(files[name], b...)
			}
		}
		for _, b := range blocks {
			if ordered(b) {
				files["b.hcl"] = append(files["b.hcl"], b...)
			}
		}
		require.Equal(t, want, loadHashes(t, files, read))
	})
}

func TestHashesFollowTheContentAlone(t *testing.T) {
	t.Parallel()
	blocks, read := fullFiles(t)
	source := strings.Join(blocks, "")
	before := loadHashes(t, map[string][]byte{"a.hcl": []byte(source)}, read)

	tests := map[string]struct {
		from, to string
		// changes is the hashes that differ afterwards.
		changes []string
	}{
		"a comment":                  {`priority    = 80`, "priority = 80 # more than the others", nil},
		"formatting":                 {`trigger "event" { event = "login" }`, "trigger \"event\" {\n\n    event =    \"login\"\n}", nil},
		"a heredoc for a string":     {`when    = "event.count > 5"`, "", nil},
		"a comment in an expression": {`"event.feature == 'export' && !running.welcome"`, "<<-EXPR\n event.feature == 'export' // as a file\n&&!running.welcome\nEXPR\n", nil},
		"space in a condition":       {`"account.status == 'customer'"`, `"account.status=='customer'"`, nil},
		"space in a measure":         {`"metric.active_7d / account.seats"`, `"metric.active_7d/account.seats"`, nil},
		"a metric's description":     {`"People who came."`, `"People."`, nil},
		"a metric":                   {"distinct    = \"contact.id\"\n  window      = \"7d\"", "distinct = \"contact.id\"\n window = \"8d\"", []string{"metric active_7d", "workspace"}},
		"a trigger's condition":      {`"trigger.from > 60"`, `"trigger.from > 61"`, []string{"trigger rescue 0", "workspace"}},
		"a playbook's condition":     {`&& success_plan.onboarding.completed"`, `"`, []string{"workspace"}},
		"the cooldown":               {`cooldown = "30d"`, `cooldown = "31d"`, []string{"workspace"}},
		"a step":                     {`timeout = "3d"`, `timeout = "4d"`, []string{"plan rescue", "workspace"}},
		"a template":                 {`"How are things, {{`, `"How are you, {{`, []string{"plan rescue", "workspace"}},
		"a variable that is read":    {`"https://help.example.com"`, `"https://h.example.com"`, []string{"plan rescue", "plan welcome", "workspace"}},
		"a variable nobody reads":    {`"nobody reads this"`, `"nobody"`, []string{"workspace"}},
		"a health score":             {`hysteresis = 3`, `hysteresis = 4`, []string{"health_score paying", "workspace"}},
		"a milestone":                {`due   = "2 business days"`, `due = "3 business days"`, []string{"success_plan onboarding", "workspace"}},
		"the locale of a template":   {`locale    = "ja"`, `locale = "en"`, []string{"plan rescue", "plan welcome", "workspace"}},
		"the team's lead":            {`"lead@example.com"`, `"boss@example.com"`, []string{"plan rescue", "plan welcome", "workspace"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to := tt.to
			if to == "" {
				to = "when = <<-EXPR\n      event.count > 5\n    EXPR\n"
			}
			require.Equal(t, 1, strings.Count(source, tt.from), "the test edits one place")
			edited := strings.Replace(source, tt.from, to, 1)
			after := loadHashes(t, map[string][]byte{"a.hcl": []byte(edited)}, read)
			require.Equal(t, slices.Sorted(slices.Values(tt.changes)), changed(before, after))
		})
	}
}

func changed(before, after map[string]string) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if before[name] != after[name] {
			all = append(all, name)
		}
	}
	return all
}
