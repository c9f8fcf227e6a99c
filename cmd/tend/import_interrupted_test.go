package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// tired is a context that is cancelled when it was asked so often whether it is.
type tired struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func newTired(ctx context.Context, asked int64) *tired {
	t := &tired{}
	t.Context, t.cancel = context.WithCancel(ctx)
	t.left.Store(asked)
	return t
}

func (t *tired) Err() error {
	if t.left.Add(-1) < 0 {
		t.cancel()
	}
	return t.Context.Err()
}

// Wherever a signal stops an import, it is told how far it came, and the same import again comes to the same state.
func TestAnInterruptedImportGoesOn(t *testing.T) {
	t.Parallel()
	e := newExports(t, importMapping)
	accounts, clicks := "id,seats\n", "account,day,n\n"
	for i := range 8 {
		accounts += fmt.Sprintf("a%d,%d\n", i, i)
		clicks += strings.Repeat(fmt.Sprintf("a%d,2026-03-20,1\n", i), 3)
	}
	e.write(t, "accounts.csv", accounts)
	e.write(t, "clicks.csv", clicks)
	whole, err := json.Marshal(e.imported(t, "whole", 0, 0))
	require.NoError(t, err)
	some := 0
	for asked := int64(0); ; asked += 3 {
		o := importOptions{
			mapping: e.mapping, state: filepath.Join(e.dir, fmt.Sprint("state", asked)), asOf: "2026-04-01", output: "json",
		}
		var out, errOut bytes.Buffer
		err := o.run(newTired(t.Context(), asked), e.playbooks, &out, &errOut)
		if err == nil {
			break
		}
		require.NotContains(t, err.Error(), "context")
		require.Contains(t, err.Error(), "the import was interrupted")
		require.ErrorAs(t, err, new(interruptedError), "scripts tell it from rejected rows")
		taken := 0
		if strings.Contains(err.Error(), "takes nothing twice") {
			some++
			var report struct{ Total struct{ Accepted int } }
			require.NoError(t, json.Unmarshal(out.Bytes(), &report))
			taken = report.Total.Accepted
			require.Contains(t, err.Error(), fmt.Sprintf("when %d of the 32 rows that were read were taken", taken))
		}
		out.Reset()
		require.NoError(t, o.run(t.Context(), e.playbooks, &out, &errOut))
		var again struct {
			Total struct{ Accepted, Duplicates int }
		}
		require.NoError(t, json.Unmarshal(out.Bytes(), &again))
		require.Equal(t, 32, again.Total.Accepted+again.Total.Duplicates)
		require.Equal(t, taken, again.Total.Duplicates, "what was told as taken is known, and nothing else")
		state, err := json.Marshal(e.states(t, o.state))
		require.NoError(t, err)
		require.JSONEq(t, string(whole), string(state))
	}
	require.Greater(t, some, 3, "it was interrupted among the accounts, too")
}

// A terminal that goes away ends a command in good order, except under nohup. It isn't parallel: what is ignored is the
// process's own.
func TestATerminalThatGoesAwayEndsACommand(t *testing.T) { //nolint:paralleltest // see above
	require.Contains(t, ends(), syscall.SIGHUP)
	signal.Ignore(syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	require.NotContains(t, ends(), syscall.SIGHUP)
}

func TestASignalIsToldAsOne(t *testing.T) {
	t.Parallel()
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	full := errors.New("the disk is full")
	wrapped := fmt.Errorf("open the state: %w", context.Canceled)
	require.Equal(t, errInterrupted, uninterrupted(stopped, wrapped))
	require.Equal(t, errInterrupted, uninterrupted(stopped, errors.Join(wrapped, context.Canceled)))
	require.EqualError(t, uninterrupted(stopped, errors.Join(wrapped, full)), full.Error())
	require.Equal(t, full, uninterrupted(stopped, full))
	require.Equal(t, wrapped, uninterrupted(t.Context(), wrapped), "nobody stopped it")
	for _, line := range [][]string{{"accounts"}, {"runs"}, {"tasks"}, {"send", "login", "--account", "a"}, {"accounts", "forget", "a", "--yes"}} {
		var out, errOut bytes.Buffer
		code := execute(stopped, append(line, "--engine", "http://127.0.0.1:1"), strings.NewReader(""), &out, &errOut)
		require.Equal(t, exitInterrupted, code, line)
		require.NotContains(t, errOut.String(), "context canceled", line)
		require.Contains(t, errOut.String(), "tend: interrupted", line)
	}
}

// The help of an import leads to the language of mappings, which the list of pages has.
func TestTheLanguageOfMappingsIsFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		line []string
		want string
	}{
		{[]string{"import", "--help"}, `"tend docs import"`},
		{[]string{"docs"}, "import accounts"},
		{[]string{"docs", "import", "accounts"}, "multiline"},
		{[]string{"docs", "import", "row"}, "rejected"},
	} {
		var out, errOut bytes.Buffer
		require.Equal(t, exitOK, execute(t.Context(), test.line, strings.NewReader(""), &out, &errOut))
		require.Contains(t, out.String(), test.want)
	}
}

// Why an engine doesn't answer is told in the words of people.
func TestWhyNoEngineAnswersIsToldInWords(t *testing.T) {
	t.Parallel()
	c, err := newClient("")
	require.NoError(t, err)
	for want, why := range map[string]error{
		"":                                syscall.ECONNREFUSED,
		`there is no machine "x.example"`: &net.DNSError{Name: "x.example", IsNotFound: true},
		"it didn't answer within 30s":     context.DeadlineExceeded,
		"it ended the connection before its answer": io.EOF,
		"x509: certificate signed by who knows":     errors.New("x509: certificate signed by who knows"),
	} {
		require.Equal(t, want, c.reason(&url.Error{Op: "Get", URL: "http://x.example", Err: why}))
	}
}
