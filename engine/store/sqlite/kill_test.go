package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
	"github.com/tendhq/tend/engine/store/sqlite"
)

// The names of what the test binary is told when it is started as the writer that is killed: the
// database, and what its IDs begin with.
const (
	writerFile   = "TEND_TEST_WRITER_FILE"
	writerPrefix = "TEND_TEST_WRITER_PREFIX"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(writerFile); path != "" {
		if err := writeForever(path, os.Getenv(writerPrefix)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// writeForever appends entries from several callers and prints the ID of each once it is acknowledged.
// Every tenth update writes and then fails.
func writeForever(path, prefix string) error {
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{})
	if err != nil {
		return err
	}
	var out sync.Mutex
	failed := make(chan error)
	for caller := range 8 {
		go func() {
			for i := 0; ; i++ {
				account, id := fmt.Sprint("a", i%3), fmt.Sprintf("%s-%d-%d", prefix, caller, i)
				err := s.Update(context.Background(), []string{account}, func(tx store.Tx) error { return killedUpdate(tx, account, id, i%10 == 9) })
				if err == nil {
					out.Lock()
					_, err = fmt.Println(id)
					out.Unlock()
				}
				if err != nil && i%10 != 9 {
					failed <- err
				}
			}
		}()
	}
	return <-failed
}

// killedUpdate appends an entry and writes its account's state: both or none must be found.
func killedUpdate(tx store.Tx, account, id string, fails bool) error {
	e := customer.Entry{Account: account, ID: id}
	if _, err := tx.Append(&e); err != nil {
		return err
	}
	if err := tx.PutAccount(&customer.State{Account: account, Seq: e.Seq}); err != nil {
		return err
	}
	if fails {
		return fmt.Errorf("update %s fails on purpose", id)
	}
	return nil
}

// What was acknowledged is there after the process was killed at any moment, several times over.
func TestKill(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tend.db")
	acknowledged := map[string]bool{}
	for round := range 3 {
		for _, id := range writeAndKill(t, path, fmt.Sprint(round), 150+70*round) {
			acknowledged[id] = true
		}
	}
	s := openAt(t, path)
	defer func() { require.NoError(t, s.Close()) }()
	found := map[string]bool{}
	require.NoError(t, s.View(context.Background(), func(r store.Reader) error {
		states, err := r.Accounts("", 0)
		require.NoError(t, err)
		require.Len(t, states, 3)
		for _, state := range states {
			var last int64
			err := r.Entries(state.Account, 0, nil, func(e customer.Entry) bool {
				last++
				require.Equal(t, last, e.Seq, "no gap")
				require.False(t, strings.HasSuffix(e.ID, "9"), "%s failed", e.ID)
				found[e.ID] = true
				return true
			})
			require.NoError(t, err)
			require.Equal(t, last, state.Seq, "the state is that of the log's end")
		}
		return nil
	}))
	for id := range acknowledged {
		require.True(t, found[id], "entry %s was acknowledged", id)
	}
}

// writeAndKill starts the writer, kills it once it has acknowledged so many entries, and returns them.
func writeAndKill(t *testing.T, path, prefix string, enough int) []string {
	t.Helper()
	writer := exec.Command(os.Args[0])
	writer.Env = append(os.Environ(), writerFile+"="+path, writerPrefix+"="+prefix)
	var complaint strings.Builder
	writer.Stderr = &complaint
	out, err := writer.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, writer.Start())
	defer func() {
		_ = writer.Process.Kill()
		_ = writer.Wait()
	}()
	var ids []string
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil { // what was printed before the kill is read to its end
			break
		}
		ids = append(ids, strings.TrimSpace(line))
		if len(ids) == enough {
			require.NoError(t, writer.Process.Kill())
		}
	}
	require.GreaterOrEqual(t, len(ids), enough, "the writer ended by itself: %s", complaint.String())
	return ids
}
