package enginetest

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/store"
	"github.com/tendhq/tend/engine/store/sqlite"
)

// Harness is an engine on a real store with all that a test moves and reads. It is the engine's driver as well.
type Harness struct {
	*Driver
	T      testing.TB
	Path   string // the database's file
	Store  store.Store
	Clock  *Clock
	Notes  *Notes
	Engine *engine.Engine
}

// New starts an engine on an empty store, with a workspace of one file. A change edits the engine's options.
func New(t testing.TB, source string, change ...func(*engine.Options)) *Harness {
	t.Helper()
	h := &Harness{T: t, Path: filepath.Join(t.TempDir(), "tend.db"), Clock: NewClock(), Notes: &Notes{}}
	h.Driver = newDriver(h)
	h.Open(source, change...)
	return h
}

// Open starts an engine on the file, as after a crash: nothing but the file is carried over.
func (h *Harness) Open(source string, change ...func(*engine.Options)) {
	h.T.Helper()
	opened, err := sqlite.Open(h.T.Context(), h.Path, sqlite.Options{})
	require.NoError(h.T, err)
	h.T.Cleanup(func() { _ = opened.Close() })
	h.Store = opened
	h.Restart(source, change...)
}

// Restart starts another engine on the store that is open.
func (h *Harness) Restart(source string, change ...func(*engine.Options)) {
	h.T.Helper()
	options := engine.Options{
		Store: h.Store, Clock: h.Clock, Workspace: Load(h.T, source),
		Actions: func(e *engine.Engine) (*actions.Registry, error) { return h.Notes.Registry(e.Tasks()) },
	}
	for _, edit := range change {
		edit(&options)
	}
	var err error
	h.Engine, err = engine.New(h.T.Context(), options)
	require.NoError(h.T, err)
}

// Load reads a workspace of one file that uses the harness's actions.
func Load(t testing.TB, source string) *dsl.Workspace {
	t.Helper()
	registry, err := (&Notes{}).Registry(NoTasks{})
	require.NoError(t, err)
	w, diags := dsl.LoadFiles(map[string][]byte{"p.hcl": []byte(source)}, dsl.Options{Actions: registry.Definitions()})
	require.NotNil(t, w, "%v", diags)
	return w
}
