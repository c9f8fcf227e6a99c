package expression_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

func TestCheckAndNormalise(t *testing.T) {
	t.Parallel()
	status := scope()["account"].Fields["status"]
	contact := expression.Object(map[string]expression.Type{"name": expression.String, "score": expression.Number})
	open := contact
	open.Open = true
	for _, test := range []struct {
		t    expression.Type
		v    any
		want any
		err  string
	}{
		{expression.String, "a", "a", ""},
		{expression.String, nil, nil, ""},
		{expression.String, 1.0, nil, "must be a string, not a number"},
		{expression.Member, true, nil, "must be a member, not a bool"},
		{expression.Number, 1.5, 1.5, ""},
		{expression.Number, 3, 3.0, ""},
		{expression.Number, int64(3), 3.0, ""},
		{expression.Number, json.Number("3.5"), 3.5, ""},
		{expression.Number, json.Number("1e999"), nil, "must be a number"},
		{expression.Number, "3", nil, "must be a number, not a string"},
		{expression.Bool, true, true, ""},
		{expression.Bool, "true", nil, "must be true or false, not a string"},
		{expression.Date, "2026-07-01", "2026-07-01", ""},
		{expression.Date, "2026-02-30", nil, "must be a date such as"},
		{expression.Date, "2026-07-01T00:00:00Z", nil, "must be a date such as"},
		{expression.Date, []any{}, nil, "must be a date, not a list"},
		{expression.Time, "2026-07-01T09:00:00+09:00", "2026-07-01T00:00:00.000Z", ""},
		{expression.Time, "2026-07-01T09:00:00.123456Z", "2026-07-01T09:00:00.123Z", ""},
		{expression.Time, "2026-07-01", nil, "must be a time in the form of RFC 3339"},
		{expression.Time, "9999-12-31T23:00:00-05:00", nil, "must be a time in the form of RFC 3339"},
		{status, "trial", "trial", ""},
		{status, "custmer", nil, `must be one of "trial", "customer", "churned"; did you mean "customer"?`},
		{status, "zzz", nil, `must be one of "trial", "customer", "churned"`},
		{expression.List(expression.Number), []any{1, nil}, []any{1.0, nil}, ""},
		{expression.List(expression.Number), []any{1, "a"}, nil, "element 2 must be a number, not a string"},
		{expression.List(expression.Number), "a", nil, "must be a list, not a string"},
		{contact, map[string]any{"name": "a", "score": 1}, map[string]any{"name": "a", "score": 1.0}, ""},
		{contact, map[string]any{"nam": "a"}, nil, `has no member "nam"; did you mean "name"?`},
		{contact, map[string]any{"score": "a"}, nil, `member "score" must be a number, not a string`},
		{contact, 5, nil, "must be an object, not a number"},
		{open, map[string]any{"other": []any{1}}, map[string]any{"other": []any{1.0}}, ""},
		{expression.Any, map[string]any{"a": []any{1, true, "x", nil}}, map[string]any{"a": []any{1.0, true, "x", nil}}, ""},
		{expression.Any, []any{time.Time{}}, nil, "is not a JSON value (time.Time)"},
		{expression.Any, map[string]any{"a": []string{}}, nil, "is not a JSON value ([]string)"},
		{expression.Type{}, 1, 1.0, ""},
		{expression.String, []string{}, nil, "which is not JSON"},
	} {
		v, err := test.t.Normalise(test.v)
		if test.err != "" {
			require.ErrorContains(t, err, test.err)
			require.ErrorContains(t, test.t.Check(test.v), test.err)
			continue
		}
		require.NoError(t, err)
		require.NoError(t, test.t.Check(test.v))
		require.Equal(t, test.want, v)
	}
}

func TestDeepValuesAreRefused(t *testing.T) {
	t.Parallel()
	var v any = 1.0
	for range 100 {
		v = []any{v}
	}
	nested := expression.Number
	for range 100 {
		nested = expression.List(nested)
	}
	require.ErrorContains(t, expression.Any.Check(v), "nested too deeply")
	require.ErrorContains(t, nested.Check(v), "nested too deeply")
}

func TestTimesAreOfOneWidth(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 7, 1, 9, 0, 0, 1_999_999, tokyo)
	require.Equal(t, "2026-07-01T00:00:00.001Z", expression.FormatTime(at))
	back, err := expression.ParseTime("2026-07-01T00:00:00.001Z")
	require.NoError(t, err)
	require.Equal(t, at.Truncate(time.Millisecond).UTC(), back.UTC())
	_, err = expression.ParseTime("tomorrow")
	require.ErrorContains(t, err, "RFC 3339")
	require.NotContains(t, err.Error(), "tomorrow")
}

func TestWithLeavesTheScopeAlone(t *testing.T) {
	t.Parallel()
	s := expression.Scope{"a": expression.String}
	wider := s.With("b", expression.Number)
	require.Len(t, s, 1)
	require.Equal(t, expression.Number, wider["b"])
	require.Equal(t, expression.Scope{"a": expression.Bool}, expression.Scope(nil).With("a", expression.Bool))
}

func TestNearestNames(t *testing.T) {
	t.Parallel()
	for written, meant := range map[string]string{
		"custmer": "customer", "Customer": "customer", "csutomer": "customer", "cust": "customer", "costumers": "customer", "churn": "churned", "trail": "trial",
		"x": "", "something": "",
	} {
		status := scope()["account"].Fields["status"]
		err := status.Check(written)
		require.Error(t, err, written)
		if meant == "" {
			require.NotContains(t, err.Error(), "did you mean", written)
			continue
		}
		require.True(t, strings.HasSuffix(err.Error(), `did you mean "`+meant+`"?`), "%s: %v", written, err)
	}
}

// RFC 3339 is taken to the letter: time.Parse takes more.
func TestTimesAreStrict(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"2026-11-30T05:00:00Z", "2026-11-30t05:00:00.5z", "2026-11-30T05:00:00-00:00", "2026-11-30T05:00:00.25+23:59"} {
		_, err := expression.ParseTime(good)
		require.NoError(t, err, good)
	}
	for _, bad := range []string{
		"2026-11-30T5:00:00Z", "2026-11-30T05:00:00,5Z", "2026-11-30T05:00:00+24:00", "2026-11-30T05:00:00.5-09:60", "2026-11-30T05:00:00",
		"2026-11-30T24:00:00Z", "2026-11-30T05:00:60Z", "0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "",
	} {
		_, err := expression.ParseTime(bad)
		require.Error(t, err, bad)
		_, err = expression.Time.Normalise(bad)
		require.Error(t, err, bad)
	}
}
