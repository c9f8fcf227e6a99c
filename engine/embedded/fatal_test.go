package embedded

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/log/tag"
)

func TestAFatalErrorOfTheStartIsItsError(t *testing.T) {
	t.Parallel()
	f := &fatalGuard{}
	l := &logger{log: slog.New(slog.DiscardHandler), guard: f}
	err := f.guard(func() error {
		l.Fatal("can't listen", tag.Error(errors.New("port taken")))
		panic("unreachable: a fatal error doesn't return")
	})
	require.EqualError(t, err, "can't listen: port taken")
}

func TestAnOrdinaryErrorOfTheStartIsItsError(t *testing.T) {
	t.Parallel()
	cause := errors.New("no")
	require.ErrorIs(t, (&fatalGuard{}).guard(func() error { return cause }), cause)
	require.NoError(t, (&fatalGuard{}).guard(func() error { return nil }))
}

func TestAFatalErrorOfARunningServerEndsTheProcess(t *testing.T) {
	t.Parallel()
	f := &fatalGuard{}
	f.started()
	require.PanicsWithValue(t, "the embedded Temporal server: lost its listener", func() { f.fail("lost its listener") })
	f.stopping()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f.fail("the listener is closed")
		panic("unreachable")
	}()
	<-ended
}

func TestTheServersChatterIsForDebugging(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	var l log.Logger = &logger{log: slog.New(slog.NewTextHandler(&out, nil)), guard: &fatalGuard{}}
	l = log.With(l, tag.NewStringTag("component", "shard"))
	l.Debug("debug")
	l.Info("info")
	l.Warn("warn")
	require.Empty(t, out.String())
	l.Error("lost", tag.Error(errors.New("closed")))
	require.Contains(t, out.String(), `level=WARN msg="temporal: lost" component=shard error=closed`)
	require.Panics(t, func() { l.Panic("broken") })
}
