package workflow

import (
	"log/slog"

	"go.temporal.io/sdk/log"
)

// logger passes the SDK's log on to ours. Its routine messages are at level debug, and its errors, which it mostly
// retries by itself, are warnings.
type logger struct{ log *slog.Logger }

var (
	_ log.Logger     = logger{}
	_ log.WithLogger = logger{}
)

// Debug logs for those who debug the SDK.
func (l logger) Debug(msg string, pairs ...any) { l.log.Debug("temporal: "+msg, pairs...) }

// Info logs routine messages such as a worker's start.
func (l logger) Info(msg string, pairs ...any) { l.log.Debug("temporal: "+msg, pairs...) }

// Warn logs what may need attention.
func (l logger) Warn(msg string, pairs ...any) { l.log.Warn("temporal: "+msg, pairs...) }

// Error logs what the SDK retries. A failed attempt of an action is in the run's timeline and isn't logged again.
func (l logger) Error(msg string, pairs ...any) {
	if msg == "Activity error." {
		l.log.Debug("temporal: "+msg, pairs...)
		return
	}
	l.log.Warn("temporal: "+msg, pairs...)
}

// With returns a logger that adds the pairs to every line.
func (l logger) With(pairs ...any) log.Logger { return logger{l.log.With(pairs...)} }
