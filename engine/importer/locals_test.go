package importer_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestALocalStandsForWhatItNames(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	report, _ := imported(t, sink, `mapping "m" {}
		locals {
		  key     = "{{ row.year }}-{{ row.nr }}"
		  starts  = { a = "2026-01-01", b = local.later }
		  later   = "2026-02-01"
		  yes     = ["Y", "J"]
		  counted = { column = "day", by = "year", anchor = local.starts }
		}
		locals {
		  file = "f.csv"
		}
		accounts {
		  file       = local.file
		  id         = local.key
		  since      = local.counted
		  missing    = local.yes
		  attributes = {
		    renewal = local.counted
		    trial   = { column = "t", true = local.yes, false = "N" }
		  }
		}`, map[string]string{"f.csv": "year,nr,day,t\na,1,1,N\nb,2,2,N\n"})
	require.True(t, report.Clean())
	require.Equal(t, "a-1", sink.order[0].Account)
	require.Equal(t, map[string]any{"renewal": "2026-01-02", "trial": false}, sink.order[0].Data["attributes"])
	require.Equal(t, time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC), sink.order[1].Time)
	require.Equal(t, map[string]any{"renewal": "2026-02-03", "trial": false}, sink.order[1].Data["attributes"])
}

func TestALocalHasOneValue(t *testing.T) {
	t.Parallel()
	text := account(`plan = local.a`) + "locals {\n  a = \"x\"\n}\nlocals {\n  a = \"y\"\n}\n"
	diags := parseDiagnostics(t, text)
	require.Len(t, diags, 1)
	require.Equal(t, "mapping.hcl:11:3", diags[0].Range.String())
	require.Equal(t, "local.a has a value already, at line 8.", diags[0].Detail)
}

func TestOnlyLocalsAreKnownInAMapping(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"var.x", "local", "local.a.b", "upper(\"x\")", "1 / 0"} {
		diags := parseDiagnostics(t, account("plan = "+value)+"locals {\n  a = \"x\"\n}\n")
		require.True(t, diags.HasErrors(), value)
		require.Equal(t, 5, diags[0].Range.Line, value)
	}
}
