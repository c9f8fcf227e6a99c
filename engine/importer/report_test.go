package importer_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/importer"
)

func TestAReportIsReadableByPeopleAndPrograms(t *testing.T) {
	t.Parallel()
	report, _ := imported(t, newMemory(), clicks, map[string]string{
		"accounts.csv": accountsFile,
		"clicks.csv":   "account,day,n,site,note\na,2026-05-01,1,x,\n" + strings.Repeat("a,2026-05-01,one,x,\n", 7),
	})
	var shown bytes.Buffer
	require.NoError(t, report.Print(&shown))
	for _, want := range []string{
		"│ clicks.csv   │ event click │    8 │        1 │",
		"│ total        │             │   10 │        3 │",
		"count: not a number × 7\n  clicks.csv:3  clicks.csv:4  clicks.csv:5  clicks.csv:6  clicks.csv:7  and 2 more\n",
		"clicks.csv: columns not imported: note\n",
	} {
		require.Contains(t, shown.String(), want)
	}

	raw, err := json.Marshal(report)
	require.NoError(t, err)
	var read struct {
		Mapping string `json:"mapping"`
		Files   []struct {
			File     string `json:"file"`
			Into     string `json:"into"`
			Rejected int    `json:"rejected"`
			Reasons  []struct {
				Reason string   `json:"reason"`
				Count  int      `json:"count"`
				Places []string `json:"places"`
			} `json:"reasons"`
		} `json:"files"`
		Total map[string]int `json:"total"`
	}
	require.NoError(t, json.Unmarshal(raw, &read))
	require.Equal(t, "m", read.Mapping)
	require.Equal(t, 7, read.Files[1].Reasons[0].Count)
	require.Equal(t, map[string]int{
		"read": 10, "accepted": 3, "duplicates": 0, "conflicts": 0, "rejected": 7, "filtered": 0, "after_as_of": 0,
	}, read.Total)
	require.False(t, report.Clean())
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestRejectsThatCannotBeWrittenAreAnError(t *testing.T) {
	t.Parallel()
	_, err := open(t, clicks, map[string]string{"accounts.csv": accountsFile, "clicks.csv": "account,day,n,site\n"}).
		Run(t.Context(), newMemory(), importer.Options{Now: noon, Rejects: full{}})
	require.ErrorContains(t, err, "write the rejected rows: no room")
}
