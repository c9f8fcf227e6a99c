package workflow

import (
	"log/slog"

	"go.temporal.io/sdk/log"
)

// logger passes the SDK's log on to ours. Its news are at level debug, and what it calls errors it
// mostly tries again by itself: warnings.
type logger struct{ log *slog.Logger }

var (
	_ log.Logger     = logger{}
	_ log.WithLogger = logger{}
)

// Debug is for those who debug the SDK.
func (l logger) Debug(msg string, pairs ...any) { l.log.Debug("temporal: "+msg, pairs...) }

// Info is news such as a worker's start.
func (l logger) Info(msg string, pairs ...any) { l.log.Debug("temporal: "+msg, pairs...) }

// Warn is what may need a look.
func (l logger) Warn(msg string, pairs ...any) { l.log.Warn("temporal: "+msg, pairs...) }

// Error is what the SDK tries again. A failed attempt of an action is told by the run's timeline and isn't
// told twice.
func (l logger) Error(msg string, pairs ...any) {
	if msg == "Activity error." {
		l.log.Debug("temporal: "+msg, pairs...)
		return
	}
	l.log.Warn("temporal: "+msg, pairs...)
}

// With returns a logger that adds the pairs to every line.
func (l logger) With(pairs ...any) log.Logger { return logger{l.log.With(pairs...)} }
