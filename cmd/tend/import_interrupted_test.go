package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
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
	for _, line := range [][]string{{"accounts", "list"}, {"runs"}, {"tasks"}, {"send", "login", "--account", "a"}, {"accounts", "forget", "a", "--yes"}} {
		var out, errOut bytes.Buffer
		code := execute(stopped, append(line, "--engine", "http://127.0.0.1:1"), strings.NewReader(""), &out, &errOut)
		require.NotEqual(t, exitOK, code, line)
		require.NotContains(t, errOut.String(), "context canceled", line)
		if code == exitFailed {
			require.Contains(t, errOut.String(), "tend: interrupted", line)
		}
	}
}
