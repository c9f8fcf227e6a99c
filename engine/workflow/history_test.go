package workflow

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestHistoriesHoldNoCustomerData runs everything that can go wrong with an engine whose errors and
// panics name a person, and reads every word of what Temporal has kept of it.
func TestHistoriesHoldNoCustomerData(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.work(t, b.engine)
	b.begin(t, testRun,
		stage{actions: []string{"a", "b"}, fail: failing},
		stage{sleep: 100 * time.Millisecond},
		stage{actions: []string{"c"}})
	require.NoError(t, b.client.Nudge(t.Context(), testRun))
	require.Equal(t, "completed", b.outcome(t, testRun))
	history, err := b.client.History(t.Context(), testRun)
	require.NoError(t, err)
	require.Contains(t, string(history), "the run's timeline says why", "the failures are in the history")
	requireOpaque(t, history)
}

// TestGoldenHistoriesHoldNoCustomerData reads the golden histories the same way.
func TestGoldenHistoriesHoldNoCustomerData(t *testing.T) {
	t.Parallel()
	for _, path := range goldenHistories(t) {
		history, err := os.ReadFile(path)
		require.NoError(t, err)
		t.Run(filepath.Base(path), func(t *testing.T) { requireOpaque(t, history) })
	}
}

func failing(path string, attempt int) error {
	switch {
	case attempt > 1:
		return nil
	case path == "a":
		return errors.New("550 no such user " + secret)
	default:
		panic(secret)
	}
}

// opaque is the words that may be in a history: our own names, the names of steps and playbooks,
// identifiers, numbers, times, the worker's machine and Temporal's constants.
var opaque = regexp.MustCompile(`^(` +
	`tend|tend\.(run|settle|act)|nudge|loop(-1)?|r-[a-z0-9-]+|[a-d]|noop|rescue|completed|` +
	`[0-9.]+s?|[0-9T:.Z-]+|[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z_]+|` +
	`[a-zA-Z0-9.-]+:[0-9a-f-]{36}|json/plain|binary/null|Keyword|KeywordList|LocalActivity|Version|GoSDK|temporal-go|request-from-[A-Za-z]+|` +
	`action noop failed; the run's timeline says why` +
	`)$`)

// requireOpaque checks every word of a history, inside payloads too.
func requireOpaque(t *testing.T, history []byte) {
	t.Helper()
	require.NotContains(t, string(history), secret)
	var decoded any
	require.NoError(t, json.Unmarshal(history, &decoded))
	eachString(decoded, "", func(where, word string) {
		for _, word := range unpack(word, where) {
			require.Regexp(t, opaque, word, "at %s", where)
		}
	})
}

// eachString walks the strings of a JSON document.
func eachString(value any, where string, visit func(where, word string)) {
	switch value := value.(type) {
	case string:
		visit(where, value)
	case []any:
		for i, item := range value {
			eachString(item, fmt.Sprintf("%s[%d]", where, i), visit)
		}
	case map[string]any:
		for key, item := range value {
			eachString(item, where+"."+key, visit)
		}
	}
}

var payloadField = regexp.MustCompile(`\.(data|metadata\.encoding|metadata\.type)$`)

// unpack returns the words inside a payload's field, which is base64 of JSON or of a word.
func unpack(word, where string) []string {
	if !payloadField.MatchString(where) {
		return []string{word}
	}
	raw, err := base64.StdEncoding.DecodeString(word)
	if err != nil {
		return []string{word}
	}
	var decoded any
	if json.Unmarshal(raw, &decoded) != nil {
		return []string{string(raw)}
	}
	var words []string
	eachString(decoded, "", func(_, w string) { words = append(words, w) })
	return words
}
