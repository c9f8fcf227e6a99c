package importer_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/importer"
)

// A mapping comes from somebody else more often than the data: it reads what lies in the data's folder.
func TestAMappingReadsNothingBesideTheFolderOfTheData(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"secret.csv": "id,n\n"})
	data := filepath.Join(dir, "data")
	require.NoError(t, os.Mkdir(data, 0o700))
	require.NoError(t, os.Symlink("../secret.csv", filepath.Join(data, "link.csv")))
	require.NoError(t, os.Symlink(dir, filepath.Join(data, "folder")))
	require.NoError(t, os.WriteFile(filepath.Join(data, "inside.csv"), []byte("id,n\n"), 0o600))
	require.NoError(t, os.Symlink("inside.csv", filepath.Join(data, "linked.csv")))
	for file, want := range map[string]string{
		filepath.Join(dir, "secret.csv"):  "lie in the folder of the data",
		filepath.Join(data, "inside.csv"): "lie in the folder of the data",
		"../secret.csv":                   "lie in the folder of the data",
		"x/../../secret.csv":              "lie in the folder of the data",
		"../*.csv":                        "lie in the folder of the data",
		"":                                "lie in the folder of the data",
		"link.csv":                        "it is a link that leads out of the folder",
		"folder/secret.csv":               "it is a link that leads out of the folder",
		"x/../inside.csv":                 "",
		"./linked.csv":                    "",
	} {
		m, diags := importer.Parse([]byte(strings.Replace(seated, `"accounts.csv"`, strconv.Quote(file), 1)), "mapping.hcl", workspace())
		require.Empty(t, diags)
		_, diags = m.Open(data)
		if want == "" {
			require.Empty(t, diags, file)
			continue
		}
		require.Len(t, diags, 1, file)
		require.Contains(t, diags[0].Detail, want, file)
	}
}

func TestAPatternThatCannotBeReadIsSaid(t *testing.T) {
	t.Parallel()
	diags := openDiagnostics(t, strings.Replace(account(``), `"f"`, `"[a"`, 1), "a")
	require.Len(t, diags, 1)
	require.Equal(t, "Wrong pattern", diags[0].Summary)
	require.Equal(t, "mapping.hcl:3:10", diags[0].Range.String())
}

func TestAnArchiveThatIsNoneIsSaidBeforeTheFirstRow(t *testing.T) {
	t.Parallel()
	m, diags := importer.Parse([]byte(strings.Replace(account(``), `"f"`, `"f.csv.gz"`, 1)), "mapping.hcl", workspace())
	require.Empty(t, diags)
	_, diags = m.Open(folder(t, map[string]string{"f.csv.gz": "a,b\n1,2\n"}))
	require.Len(t, diags, 1)
	require.Contains(t, diags[0].Detail, "unpack f.csv.gz")
}

// Two files of one pattern may order their columns differently; each is read by its own header.
func TestEachFileHasItsOwnHeader(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	report, _ := imported(t, sink, strings.Replace(seated, "accounts.csv", "part-*.csv", 1), map[string]string{
		"part-1.csv": "id,n\na,1\n", "part-2.csv": "n,id,note\n2,b,x\n",
	})
	require.True(t, report.Clean())
	require.Equal(t, map[string]any{"seats": 1.0}, sink.order[0].Data["attributes"])
	require.Equal(t, map[string]any{"seats": 2.0}, sink.order[1].Data["attributes"])
	require.Empty(t, report.Files[0].Unused)
	require.Equal(t, []string{"note"}, report.Files[1].Unused)
}

func TestAFaultInOneFileOfAPatternNamesTheFile(t *testing.T) {
	t.Parallel()
	m, diags := importer.Parse([]byte(strings.Replace(seated, "accounts.csv", "part-*.csv", 1)), "mapping.hcl", workspace())
	require.Empty(t, diags)
	_, diags = m.Open(folder(t, map[string]string{"part-1.csv": "id,n\n", "part-2.csv": "id,nr\n"}))
	require.Len(t, diags, 1)
	require.Equal(t, `The file part-2.csv has no column "n". Its header is "id,nr".`, strings.TrimSuffix(diags[0].Detail, ` Did you mean "nr"?`))
}

func TestAColumnMayHaveAnyName(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	report, _ := imported(t, sink, `mapping "m" {}
		accounts {
		  file       = "f.csv"
		  id         = "Account ID"
		  name       = "会社名"
		  attributes = { seats = "# of seats (max.)" }
		}`, map[string]string{"f.csv": "Account ID,会社名,# of seats (max.)\na,株式会社,3\n"})
	require.True(t, report.Clean())
	require.Equal(t, map[string]any{"name": "株式会社", "attributes": map[string]any{"seats": 3.0}}, sink.order[0].Data)
}

func TestAnEventAboutTheAccountMayNameAContact(t *testing.T) {
	t.Parallel()
	mapping := strings.Replace(clicks, "account    =", "contact = \"who\"\n account =", 1)
	m, diags := importer.Parse([]byte(mapping), "mapping.hcl", workspace())
	require.Len(t, diags, 1)
	require.False(t, diags.HasErrors())
	require.Contains(t, diags[0].Detail, `The event "click" is about the account, so its contact is kept and no playbook reads it: leave it out here, or declare the event with about = "contact".`)
	require.Equal(t, "contact", mapping[diags[0].Range.StartByte:diags[0].Range.EndByte])
	job, diags := m.Open(folder(t, map[string]string{
		"accounts.csv": accountsFile,
		"clicks.csv":   "account,day,n,site,who\na,2026-05-01,1,x,kenji\na,2026-05-02,1,x,\n",
	}))
	require.Empty(t, diags)
	sink := newMemory()
	report, err := job.Run(t.Context(), sink, importer.Options{Now: noon})
	require.NoError(t, err)
	require.True(t, report.Clean())
	require.Equal(t, "kenji", sink.ofType("click")[0].Contact)
	require.Empty(t, sink.ofType("click")[1].Contact)
}

func TestAnEventAboutAContactNeedsOne(t *testing.T) {
	t.Parallel()
	report, _ := imported(t, newMemory(), `mapping "m" {}`+twoAccounts+`
		events "login" {
		  file    = "f.csv"
		  account = "account"
		  contact = "who"
		  time    = "at"
		}`, map[string]string{"accounts.csv": accountsFile, "f.csv": "account,who,at\na,,2026-05-01T00:00:00Z\n"})
	require.Equal(t, map[string]int{"contact: it is required and missing": 1}, reasons(report.Files[1]))
}

func TestAStateThatCannotBeAskedStopsTheImport(t *testing.T) {
	t.Parallel()
	_, err := open(t, strings.Replace(clicks, twoAccounts, "", 1), map[string]string{
		"clicks.csv": "account,day,n,site\na,2026-05-01,1,x\n",
	}).Run(t.Context(), newMemory(), importer.Options{
		Now:   noon,
		Known: func(context.Context, string) (bool, error) { return false, errors.New("database is closed") },
	})
	require.ErrorContains(t, err, "look up an account: database is closed")
}

func TestAnImportOfNothingIsAnImport(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	report, rejects := imported(t, sink, clicks, map[string]string{"accounts.csv": "id\n", "clicks.csv": "account,day,n,site\n"})
	require.Equal(t, importer.Counts{}, report.Total)
	require.True(t, report.Clean())
	require.Empty(t, sink.order)
	require.Equal(t, 1, strings.Count(rejects, "\n"), "the header alone")
}

// packedText returns a text as gzip packs it.
func packedText(t *testing.T, text string) string {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return packed.String()
}

// Whatever is wrong with a packed file, it is told what to do about it, also where it is found behind the header.
func TestAPackedFileThatCannotBeUnpackedSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{1, 50_000} {
		var text strings.Builder
		text.WriteString("id,name\n")
		for i := range rows {
			fmt.Fprintf(&text, "a%d,%d\n", i, i*i)
		}
		whole := packedText(t, text.String())
		damaged := []byte(whole)
		damaged[len(damaged)-6] ^= 1 // of the checksum
		for want, file := range map[string]string{
			"unpack accounts.csv.gz: it is packed by gzip twice: unpack it once, with gzip -d": packedText(t, whole),
			"it ends in the middle, so a part of it is missing: bring the whole file":          whole[:len(whole)-10],
			"of it is missing": whole[:5],
			"what is packed in it is damaged: bring the file anew":               string(damaged),
			"stands something that isn't packed by gzip: unpack it with gzip -d": whole + strings.Repeat("\x00", 512),
		} {
			m, diags := importer.Parse([]byte(strings.Replace(named, "accounts.csv", "accounts.csv.gz", 1)), "mapping.hcl", workspace())
			require.Empty(t, diags)
			job, diags := m.Open(folder(t, map[string]string{"accounts.csv.gz": file}))
			if job == nil {
				require.Contains(t, diags[0].Detail, want)
				continue
			}
			_, err := job.Run(t.Context(), newMemory(), importer.Options{Now: noon})
			require.ErrorContains(t, err, want)
		}
	}
}
