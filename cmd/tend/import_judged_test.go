package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/state"
	"github.com/tendhq/tend/engine/store"
	"github.com/tendhq/tend/engine/store/sqlite"
)

// judgedPlaybooks judge by what is better the more there is of it, and by what is better the less; a sum of parts
// that depends on their order is among it, and how many different values there were, of which few are remembered.
const judgedPlaybooks = `
workspace {
  time_zone = "UTC"
}
attribute "account" "seats" { type = number }
event "click" {
  properties = { count = optional(number), site = optional(string) }
}
event "ticket" {}
metric "clicks_30d" {
  event  = "click"
  window = "30d"
}
metric "sum_30d" {
  event  = "click"
  sum    = "event.count"
  window = "30d"
}
metric "sites_30d" {
  event    = "click"
  distinct = "event.site"
  cap      = 3
  window   = "30d"
}
metric "tickets_30d" {
  event  = "ticket"
  window = "30d"
}
health_score "usage" {
  hysteresis = 5
  measure "clicks" {
    weight = 1
    value  = "metric.clicks_30d"
    worst  = 0
    best   = 40
  }
  measure "tickets" {
    weight = 1
    value  = "metric.tickets_30d"
    worst  = 40
    best   = 0
  }
  band "green" { from = 90 }
  band "yellow" { from = 83 }
  band "red" { from = 0 }
}
playbook "falls" {
  trigger "health_drop" {
    points = 10
    within = "14d"
  }
  wait "month" { for = "30d" }
}
`

const judgedMapping = `
mapping "crm" {}
accounts {
  file       = "accounts.csv"
  id         = "id"
  attributes = { seats = "seats" }
}
events "click" {
  file       = "clicks.csv"
  account    = "account"
  time       = { column = "day", format = "YYYY-MM-DD" }
  properties = { count = "n", site = "site" }
}
events "ticket" {
  file    = "tickets.csv"
  account = "account"
  time    = { column = "day", format = "YYYY-MM-DD" }
}
`

// judged returns exports in which acme has 27 clicks, which are 67.5 of 100 points, and with no ticket 83.75 in all: that is
// yellow, unless it was red before.
func judged(t *testing.T, others int) exports {
	e := newExports(t, judgedMapping)
	e.write(t, "playbooks/workspace.hcl", judgedPlaybooks)
	e.write(t, "clicks.csv", "account,day,n,site\n"+strings.Repeat("other,2026-03-15,0.1,x\n", others)+strings.Repeat("acme,2026-03-20,0.1,y\n", 27))
	e.write(t, "tickets.csv", "account,day\n"+strings.Repeat("other,2026-03-15\n", 5))
	e.write(t, "accounts.csv", "id,seats\nacme,1\nother,2\n")
	return e
}

// imported runs the import with a number of rows that are held in memory, into a state of its own.
func (e exports) imported(t require.TestingT, name string, batch int, speed float64) map[string]*customer.State {
	o := importOptions{
		mapping: e.mapping, state: filepath.Join(e.dir, name), asOf: "2026-04-01", output: "table", batch: batch, speed: speed,
	}
	err := o.run(context.Background(), e.playbooks, io.Discard, io.Discard)
	require.NoError(t, err)
	return e.states(t, o.state)
}

// states returns the accounts of a state folder.
func (e exports) states(t require.TestingT, folder string) map[string]*customer.State {
	f, err := state.Open(folder, state.Options{})
	require.NoError(t, err)
	defer f.Close()
	database, err := sqlite.Open(context.Background(), f.Database(), sqlite.Options{})
	require.NoError(t, err)
	defer database.Close()
	all := map[string]*customer.State{}
	require.NoError(t, database.View(context.Background(), func(r store.Reader) error {
		states, err := r.Accounts("", 0)
		for _, s := range states {
			all[s.Account] = s
		}
		return err
	}))
	return all
}

func TestAnImportJudgesNobodyWhoIsHalfImported(t *testing.T) {
	t.Parallel()
	e := judged(t, 120)
	for _, batch := range []int{0, 100} {
		states := e.imported(t, fmt.Sprint("state", batch), batch, 0)
		require.Equal(t, "yellow", states["acme"].Health.Band, batch)
		require.InDelta(t, 83.75, *states["acme"].Health.Score, 1e-6)
		require.Len(t, states["acme"].Health.Peaks, 1, "the score that it has, and none that it never had")
	}
}

// However fast time passes, an import happens at one instant.
func TestAnImportStartsEverybodyAtItsTime(t *testing.T) {
	t.Parallel()
	e := judged(t, 120)
	asOf := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	for range 2 { // the second time all is known already
		for id, s := range e.imported(t, "state", 100, 1e6) {
			require.Equal(t, asOf, s.Now, id)
		}
	}
	f, err := state.Open(filepath.Join(e.dir, "state"), state.Options{})
	require.NoError(t, err)
	defer f.Close()
	clock, err := f.Clock(0, time.Time{}, nil)
	require.NoError(t, err)
	require.True(t, clock.Now().After(asOf), "after it, time goes on")
}

// What is imported is the same whatever is held in memory at once, and in whatever order accounts come.
func TestFactsAreTheSameWhateverTheBatches(t *testing.T) {
	t.Parallel()
	e := judged(t, 0)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		e.write(t, "clicks.csv", randomRows(rt, "account,day,n,site\n"))
		e.write(t, "tickets.csv", randomRows(rt, "account,day,n,site\n"))
		n++
		want := e.imported(rt, fmt.Sprint("whole", n), math.MaxInt, 0)
		got := e.imported(rt, fmt.Sprint("parts", n), rapid.IntRange(1, 20).Draw(rt, "batch"), 0)
		require.Equal(rt, asText(rt, want), asText(rt, got))
	})
}

func randomRows(rt *rapid.T, header string) string {
	text := header
	for range rapid.IntRange(0, 30).Draw(rt, "rows") {
		text += fmt.Sprintf("%s,2026-03-%02d,%d.1,s%d\n", rapid.SampledFrom([]string{"acme", "other", "acme"}).Draw(rt, "account"),
			rapid.IntRange(1, 31).Draw(rt, "day"), rapid.IntRange(0, 9).Draw(rt, "n"), rapid.IntRange(0, 5).Draw(rt, "site"))
	}
	return text
}

func asText(t require.TestingT, states map[string]*customer.State) string {
	text, err := json.MarshalIndent(states, "", " ")
	require.NoError(t, err)
	return string(text)
}
