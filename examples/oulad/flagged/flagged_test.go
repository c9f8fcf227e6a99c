package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// dataset writes a course of three learners: 1 clicks every day until day 60 and leaves on day 120, 2 clicks
// every day until the end on day 200, 3 leaves before the course begins.
func dataset(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	write := func(name, content string) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	info := "code_module,code_presentation,id_student,gender,region,highest_education,imd_band,age_band,num_of_prev_attempts,studied_credits,disability,final_result\n"
	clicks := "code_module,code_presentation,id_student,id_site,date,sum_click\n"
	for i, last := range []int{60, 200, -11} {
		info += fmt.Sprintf("AAA,2013J,%d,F,Wales,A Level,10-20,0-35,0,60,N,Pass\n", i+1)
		for day := -10; day <= last; day++ {
			clicks += fmt.Sprintf("AAA,2013J,%d,7,%d,20\n", i+1, day)
		}
	}
	write("studentInfo.csv", info)
	write("studentRegistration.csv", "code_module,code_presentation,id_student,date_registration,date_unregistration\n"+
		"AAA,2013J,1,-20,120\nAAA,2013J,2,-20,\nAAA,2013J,3,-20,-5\n")
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte(clicks))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	write("studentVle.csv.gz", packed.String())
	return folder
}

func TestWhoFallsSilentIsFlaggedBeforeLeaving(t *testing.T) {
	w, err := load("..")
	require.NoError(t, err)
	learners, err := read(t.Context(), w, filepath.Join("..", "import", "mapping.hcl"), dataset(t))
	require.NoError(t, err)
	replay(w, learners)

	silent := summarise("ask_silent_learner", learners)
	require.Equal(t, 1, silent.before)
	require.Equal(t, 1, silent.left.learners)
	require.Equal(t, 1, silent.stayed.learners)
	// The last click was on day 60 and the silence is noticed 28 days later; the learner left on day 120.
	require.Equal(t, []int{32}, silent.left.ahead)
	require.Empty(t, silent.stayed.ahead)
	// 288 days on the course until the first flag, and one flag.
	require.InDelta(t, 1-math.Pow(1-1.0/288, 120), silent.left.byChance, 1e-9)
	require.InDelta(t, 1-math.Pow(1-1.0/288, 200), silent.stayed.byChance, 1e-9)

	var out strings.Builder
	silent.print(&out)
	require.Contains(t, out.String(), "1 of 1 who left were flagged before (100 %), in the median 32 days ahead.")
	require.Contains(t, out.String(), "0 of 1 who stayed were flagged too (0 %)")
	require.Equal(t, 1, summarise("rescue_quiet_learner", learners).left.flagged)
}

func TestAFlagOnTheDayOfLeavingIsTooLate(t *testing.T) {
	w, err := load("..")
	require.NoError(t, err)
	folder := dataset(t)
	table := filepath.Join(folder, "studentRegistration.csv")
	content, err := os.ReadFile(table)
	require.NoError(t, err)
	for leaves, flagged := range map[string]int{",88\n": 0, ",89\n": 1} { // Day 88 is 28 days after the last click.
		changed := strings.Replace(string(content), ",120\n", leaves, 1)
		require.NoError(t, os.WriteFile(table, []byte(changed), 0o600))
		learners, err := read(t.Context(), w, filepath.Join("..", "import", "mapping.hcl"), folder)
		require.NoError(t, err)
		replay(w, learners)
		require.Equal(t, flagged, summarise("ask_silent_learner", learners).left.flagged, leaves)
	}
}

func TestWithoutTheDatasetItSaysWhereToGetIt(t *testing.T) {
	err := run(t.Context(), "..", filepath.Join(t.TempDir(), "nothing"))
	require.ErrorContains(t, err, "analyse.kmi.open.ac.uk/open-dataset")
}
