package dsl_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"pgregory.net/rapid"
)

// drawn fills a value with anything that its type can hold and JSON can say. It knows the fields from the
// types alone, so that a new kind of step is part of the test as soon as it is part of the plan.
func drawn(t *rapid.T, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "string"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int:
		v.SetInt(int64(rapid.Int32().Draw(t, "int")))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(-1e9, 1e9).Draw(t, "number"))
	case reflect.Interface:
		if value := anyJSON(depth).Draw(t, "value"); value != nil {
			v.Set(reflect.ValueOf(value))
		}
	case reflect.Pointer:
		if depth > 0 && rapid.Bool().Draw(t, "set") {
			v.Set(reflect.New(v.Type().Elem()))
			drawn(t, v.Elem(), depth-1)
		}
	case reflect.Struct:
		drawnStruct(t, v, depth)
	case reflect.Slice:
		if n := length(t, depth); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			drawn(t, v.Index(i), depth-1)
		}
	case reflect.Map:
		drawnMap(t, v, depth)
	default:
		t.Fatalf("a plan has a %s, which this test can't fill", v.Type())
	}
}

func drawnStruct(t *rapid.T, v reflect.Value, depth int) {
	for i := range v.NumField() {
		if tag := v.Type().Field(i).Tag.Get("json"); tag != "-" {
			require.NotEmpty(t, tag, "%s.%s has no name in JSON", v.Type(), v.Type().Field(i).Name)
			drawn(t, v.Field(i), depth)
		}
	}
}

func drawnMap(t *rapid.T, v reflect.Value, depth int) {
	n := length(t, depth)
	if n == 0 {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for range n {
		value := reflect.New(v.Type().Elem()).Elem()
		drawn(t, value, depth-1)
		v.SetMapIndex(reflect.ValueOf(rapid.String().Draw(t, "key")), value)
	}
}

// length is that of a list or map: none when it stands too deep.
func length(t *rapid.T, depth int) int {
	if depth <= 0 {
		return 0
	}
	return rapid.IntRange(0, 2).Draw(t, "length")
}

// anyJSON draws a value as JSON gives it back.
func anyJSON(depth int) *rapid.Generator[any] {
	kinds := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.String().AsAny(), rapid.Bool().AsAny(), rapid.Float64Range(-1e9, 1e9).AsAny(),
	}
	if depth > 0 {
		inner := anyJSON(depth - 1)
		kinds = append(kinds, rapid.SliceOfN(inner, 0, 2).AsAny(), rapid.MapOfN(rapid.String(), inner, 0, 2).AsAny())
	}
	return rapid.OneOf(kinds...)
}

// deepest is how far a plan of the test goes down: to the steps of a branch in a lane, and their arguments.
const deepest = 8

func TestAStoredPlanIsThePlan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var plan, back dsl.Plan
		drawn(t, reflect.ValueOf(&plan).Elem(), deepest)
		raw, err := json.Marshal(&plan)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(raw, &back))
		require.Equal(t, plan, back)
		require.Equal(t, plan.Hash(), back.Hash())
	})
}

// Whatever a plan says counts: a change of any field changes its hash.
func TestAnotherPlanHasAnotherHash(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var a, b dsl.Plan
		drawn(t, reflect.ValueOf(&a).Elem(), 4)
		drawn(t, reflect.ValueOf(&b).Elem(), 4)
		require.Equal(t, reflect.DeepEqual(a, b), a.Hash() == b.Hash())
	})
}

// elsewhere is edits that have nothing to do with the steps of the playbook rescue_1: each writes N.
var elsewhere = map[string]struct{ from, to string }{
	"the windows of metrics":  {`"7d"`, `"Nd"`},
	"what a metric counts":    {`"event.count"`, `"event.count * N"`},
	"a new metric":            {`metric "active_7d" {`, "metric \"new\" {\n event = \"login\"\n window = \"Nd\"\n}\nmetric \"active_7d\" {"},
	"a measure":               {`best   = 0.8`, `best = 0.8N`},
	"a health score":          {`hysteresis = 3`, `hysteresis = 3.N`},
	"a variable nobody reads": {`"nobody reads this"`, `"N"`},
	"another's condition":     {`account.seats >= 2`, `account.seats >= N`},
	"another's trigger":       {`event.count > 0`, `event.count > N`},
	"another's template":      {"template \"checkin_0\" {\n  subject = \"How", "template \"checkin_0\" {\n  subject = \"N: how"},
	"another's name":          {`rescue_2`, `rescue_N`},
	"this one's priority":     {"\"Number 1 of many.\"\n  priority    = 5", "\"Number 1 of many.\"\n  priority = N"},
	"this one's condition":    {`account.seats >= 1`, `account.seats >= N`},
	"this one's cooldown":     {"active_7d < 0.5 * account.seats\n  EXPR\n\n  enroll { cooldown = \"30d\"", "active_7d < 0.5 * account.seats\n  EXPR\n\n  enroll { cooldown = \"Nd\""},
}

// A plan depends on its steps and what they read, and on nothing else; the workspace on all of it.
func TestAPlanOutlivesEditsElsewhere(t *testing.T) {
	t.Parallel()
	files := generated(t, 3)
	all := string(files["main.hcl"]) + string(files["playbooks0.hcl"])
	before := loadHashes(t, map[string][]byte{"a.hcl": []byte(all)}, nil)
	rapid.Check(t, func(t *rapid.T) {
		edited := all
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(slices.Sorted(maps.Keys(elsewhere))), 1, 4, rapid.ID).Draw(t, "edits") {
			edit, n := elsewhere[name], strconv.Itoa(rapid.IntRange(100, 180).Draw(t, "N"))
			require.Contains(t, all, edit.from, name)
			edited = strings.ReplaceAll(edited, edit.from, strings.ReplaceAll(edit.to, "N", n))
		}
		after := loadHashes(t, map[string][]byte{"a.hcl": []byte(edited)}, nil)
		require.NotEqual(t, before["workspace"], after["workspace"])
		require.Equal(t, before["plan rescue_1"], after["plan rescue_1"])
	})
}
