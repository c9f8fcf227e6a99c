package embedded

import (
	"context"
	"fmt"
	"log/slog"

	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/log/tag"
)

// logger passes the server's log on to ours, at lower levels: most of its errors it retries by itself, and its
// warnings are meant for operators of a cluster.
type logger struct {
	log   *slog.Logger
	guard *fatalGuard
}

var (
	_ log.Logger     = (*logger)(nil)
	_ log.WithLogger = (*logger)(nil)
)

// Debug is dropped to our level debug, as are Info and Warn.
func (l *logger) Debug(msg string, tags ...tag.Tag) { l.write(slog.LevelDebug, msg, tags) }

// Info is the server's chatter.
func (l *logger) Info(msg string, tags ...tag.Tag) { l.write(slog.LevelDebug, msg, tags) }

// Warn is the server's chatter too.
func (l *logger) Warn(msg string, tags ...tag.Tag) { l.write(slog.LevelDebug, msg, tags) }

// Error logs what the server retries.
func (l *logger) Error(msg string, tags ...tag.Tag) { l.write(slog.LevelWarn, msg, tags) }

// DPanic panics in the server's own tests only.
func (l *logger) DPanic(msg string, tags ...tag.Tag) { l.write(slog.LevelError, msg, tags) }

// Panic logs and panics, as its callers expect.
func (l *logger) Panic(msg string, tags ...tag.Tag) {
	l.write(slog.LevelError, msg, tags)
	panic(describe(msg, tags))
}

// Fatal never returns to its caller.
func (l *logger) Fatal(msg string, tags ...tag.Tag) { l.guard.fail(describe(msg, tags)) }

// With returns a logger that adds the tags to every line.
func (l *logger) With(tags ...tag.Tag) log.Logger {
	return &logger{log: slog.New(l.log.Handler().WithAttrs(attributes(tags))), guard: l.guard}
}

func (l *logger) write(level slog.Level, msg string, tags []tag.Tag) {
	ctx := context.Background()
	if l.log.Enabled(ctx, level) {
		l.log.LogAttrs(ctx, level, "temporal: "+msg, attributes(tags)...)
	}
}

func attributes(tags []tag.Tag) []slog.Attr {
	attrs := make([]slog.Attr, len(tags))
	for i, t := range tags {
		attrs[i] = slog.Any(t.Key(), t.Value())
	}
	return attrs
}

// describe makes one line of a message and its error.
func describe(msg string, tags []tag.Tag) string {
	for _, t := range tags {
		if t.Key() == "error" {
			return fmt.Sprintf("%s: %v", msg, t.Value())
		}
	}
	return msg
}
