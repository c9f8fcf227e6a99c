package dsl_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// sarifRun is what a reader of the format takes from a log with one run.
type sarifRun struct {
	Tool struct {
		Driver struct {
			Name, Version string
			Rules         []struct {
				ID                                      string
				ShortDescription, FullDescription, Help sarifText
			}
		}
	}
	ColumnKind string
	Results    []struct {
		RuleID    string
		RuleIndex *int
		Level     string
		Message   sarifText
		Locations []struct{ PhysicalLocation sarifPlace }
		Fixes     []struct {
			Description     sarifText
			ArtifactChanges []struct {
				ArtifactLocation sarifFile
				Replacements     []struct {
					DeletedRegion   sarifRegion
					InsertedContent sarifText
				}
			}
		}
	}
}

type (
	sarifText  struct{ Text, Markdown string }
	sarifFile  struct{ URI string }
	sarifPlace struct {
		ArtifactLocation sarifFile
		Region           sarifRegion
	}
	sarifRegion struct {
		StartLine, StartColumn, EndLine, EndColumn, ByteOffset, ByteLength int
	}
)

// readSARIF writes a log, and checks what the schema of SARIF 2.1.0 requires.
func readSARIF(t *testing.T, diags diag.Diagnostics) sarifRun {
	t.Helper()
	var text bytes.Buffer
	require.NoError(t, diags.WriteSARIF(&text, "v1.2.3"))
	var log struct {
		Version string
		Runs    []sarifRun
	}
	require.NoError(t, json.Unmarshal(text.Bytes(), &log))
	require.Equal(t, "2.1.0", log.Version)
	require.Len(t, log.Runs, 1)
	run := log.Runs[0]
	require.Equal(t, "tend", run.Tool.Driver.Name)
	require.NotNil(t, run.Results, "results of a run that looked is a list, if an empty one")
	for _, rule := range run.Tool.Driver.Rules {
		require.NotEmpty(t, rule.ID)
		for _, s := range []string{rule.ShortDescription.Text, rule.FullDescription.Text, rule.Help.Text, rule.Help.Markdown} {
			require.NotEmpty(t, s)
		}
	}
	for _, r := range run.Results {
		require.NotEmpty(t, r.Message.Text)
		require.Contains(t, []string{"error", "warning"}, r.Level)
		require.NotNil(t, r.RuleIndex)
		require.Equal(t, r.RuleID, run.Tool.Driver.Rules[*r.RuleIndex].ID)
		require.Len(t, r.Locations, 1)
		checkRegion(t, r.Locations[0].PhysicalLocation)
	}
	return run
}

func checkRegion(t *testing.T, p sarifPlace) {
	t.Helper()
	require.NotEmpty(t, p.ArtifactLocation.URI)
	r := p.Region
	require.GreaterOrEqual(t, r.StartLine, 1)
	require.GreaterOrEqual(t, r.StartColumn, 1)
	require.GreaterOrEqual(t, r.EndLine, r.StartLine)
	require.GreaterOrEqual(t, r.ByteOffset, 0)
	require.GreaterOrEqual(t, r.ByteLength, 0)
	if r.EndLine == r.StartLine {
		require.GreaterOrEqual(t, r.EndColumn, r.StartColumn)
	}
}

func TestSARIF(t *testing.T) {
	t.Parallel()
	_, diags := loadSource(faulty)
	run := readSARIF(t, diags.In("play books/日本"))
	require.Equal(t, "v1.2.3", run.Tool.Driver.Version)
	require.Equal(t, "unicodeCodePoints", run.ColumnKind)
	require.Len(t, run.Results, 4)

	r := run.Results[2]
	require.Equal(t, "TD402", r.RuleID)
	require.Equal(t, `Unknown event. There is no event "logn". Did you mean "login"?`, r.Message.Text)
	rule := run.Tool.Driver.Rules[*r.RuleIndex]
	require.Equal(t, "Unknown event", rule.ShortDescription.Text)
	require.Contains(t, rule.Help.Markdown, "## Right\n\n```hcl\n")

	place := r.Locations[0].PhysicalLocation
	require.Equal(t, "play%20books/%E6%97%A5%E6%9C%AC/main.hcl", place.ArtifactLocation.URI)
	// The é of the source is one character of two code points.
	require.Equal(t, 20, place.Region.StartColumn)
	require.Equal(t, 26, place.Region.EndColumn)
	require.Equal(t, `"logn"`, faulty[place.Region.ByteOffset:place.Region.ByteOffset+place.Region.ByteLength])

	change := r.Fixes[0].ArtifactChanges[0]
	require.Equal(t, `Write "login"`, r.Fixes[0].Description.Text)
	require.Equal(t, place.ArtifactLocation, change.ArtifactLocation)
	require.Equal(t, place.Region, change.Replacements[0].DeletedRegion)
	require.Equal(t, `"login"`, change.Replacements[0].InsertedContent.Text)
	require.Equal(t, "warning", run.Results[3].Level)
	require.Empty(t, run.Results[3].Fixes)
}

func TestSARIFOfEveryFixture(t *testing.T) {
	t.Parallel()
	for _, f := range readFixtures(t, "testdata/broken") {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			_, diags := f.load(t, dsl.Options{Actions: testActions()})
			require.Len(t, readSARIF(t, diags).Results, len(diags))
		})
	}
}

func TestSARIFOfNothing(t *testing.T) {
	t.Parallel()
	require.Empty(t, readSARIF(t, nil).Results)
	require.ErrorContains(t, diag.Diagnostics(nil).WriteSARIF(fullDisk{}, ""), "disk full")
}

func TestSARIFOfAFileElsewhere(t *testing.T) {
	t.Parallel()
	_, diags := loadSource(faulty)
	run := readSARIF(t, diags.In(string(filepath.Separator)+"home"))
	require.Equal(t, "file:///home/main.hcl", run.Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI)
}
