package customer

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestATriggerSetKnowsItsTriggers(t *testing.T) {
	t.Parallel()
	var keys []string
	for i := range 500 {
		keys = append(keys, fmt.Sprint("playbook/", i))
	}
	w := newTriggerSet(keys)
	for _, key := range keys {
		require.True(t, w.has(key), key)
		require.False(t, w.has(key+"x"), key)
	}
	require.False(t, TriggerSet(nil).has("a"))
}

// A field that says nothing of being at rest would be forgotten with the others.
func TestATriggerThatRemembersAnythingIsNotAtRest(t *testing.T) {
	t.Parallel()
	require.True(t, (&TriggerState{}).atRest())
	for i := range reflect.TypeFor[TriggerState]().NumField() {
		st := &TriggerState{}
		switch field := reflect.ValueOf(st).Elem().Field(i); v := field.Addr().Interface().(type) {
		case *time.Time:
			*v = start
		case *[]string:
			*v = []string{"a"}
		case *[]int64:
			*v = []int64{1}
		case **Entry:
			*v = &Entry{}
		case *[]Peak:
			*v = []Peak{{}}
		case *bool:
			*v = true
		case *float64:
			*v = 1
		default:
			require.Fail(t, "a kind of field that this test doesn't know", "%T", v)
		}
		require.False(t, st.atRest(), reflect.TypeFor[TriggerState]().Field(i).Name)
	}
}

const calmAgain = `  trigger "becomes" { when = "metric.bad_tickets_2d == 0 && metric.tickets_30d > 0" }`

func TestATriggerAtRestIsKnown(t *testing.T) {
	t.Parallel()
	st := customer(t, play("old", calmAgain))
	st.event(at("1h"), "ticket", "level", 4.0)
	require.Empty(t, st.s.Triggers, "nothing has to be remembered")
	// The engine was down from 1h to 5d; the ticket left its window meanwhile.
	st.core = New(load(t, company, play("old", calmAgain), play("new", calmAgain)), 2, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("5d"))
	st.s = stored(t, st.s)
	require.Equal(t, []string{"old enrolled"}, summary(st.advance(at("5d"))))

	// When nothing was due meanwhile, there is nothing to be quiet about.
	st.core = New(load(t, company, play("old", calmAgain), play("later", calmAgain)), 3, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), st.s.NextDue.Add(-time.Second))
	for key, tr := range st.s.Triggers {
		require.Zero(t, tr.QuietUntil, key)
	}
}

// What an account takes doesn't grow with what says nothing of it, but for the four bytes of each trigger.
func TestPlaybooksThatSayNothingOfAnAccountTakeNoRoom(t *testing.T) {
	t.Parallel()
	var sizes []int
	for _, n := range []int{10, 110} {
		src := []string{company}
		for i := range n {
			src = append(src, play(fmt.Sprint("rare", i), fmt.Sprintf(`  trigger "becomes" { when = "metric.usage_10d > %d" }`, 1000+i)))
		}
		st := customer(t, src[1:]...)
		st.event(at("1h"), "used", "n", 5.0)
		require.Len(t, st.s.TriggerSet, triggerHashSize*n)
		st.s.TriggerSet = nil
		sizes = append(sizes, len(encoded(t, st.s)))
	}
	require.Equal(t, sizes[0], sizes[1])
}
