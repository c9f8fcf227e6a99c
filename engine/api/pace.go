package api

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// paced serves requests whose clients keep a pace: one that stalls while receiving an answer or sending a body is cut
// off, and its memory is freed.
func paced(next http.Handler, stall time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &pacedBody{ReadCloser: r.Body, control: control, stall: stall}
		}
		next.ServeHTTP(&pacedWriter{ResponseWriter: w, control: control, stall: stall}, r)
	})
}

// pacedWriter writes in pieces, each of which must be received before the client counts as stalled.
type pacedWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	stall   time.Duration
}

// piece is how many bytes are written at once.
const piece = 64 << 10

// Write writes an answer piece by piece.
func (w *pacedWriter) Write(b []byte) (int, error) {
	written := 0
	for first := true; first || written < len(b); first = false {
		_ = w.control.SetWriteDeadline(time.Now().Add(w.stall)) // A writer without deadlines waits for nobody.
		n, err := w.ResponseWriter.Write(b[written:min(len(b), written+piece)])
		if written += n; err != nil {
			return written, err
		}
	}
	return written, nil
}

// Unwrap lets http.ResponseController reach deadlines and the like.
func (w *pacedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush sends what was written so far.
func (w *pacedWriter) Flush() {
	_ = w.control.SetWriteDeadline(time.Now().Add(w.stall))
	_ = w.control.Flush()
}

// pacedBody is a body that must arrive in time, and without a stall.
type pacedBody struct {
	io.ReadCloser
	control *http.ResponseController
	stall   time.Duration
	until   time.Time // zero: nothing was read yet
}

// Read reads what comes before the client counts as stalled.
func (b *pacedBody) Read(p []byte) (int, error) {
	now := time.Now()
	if b.until.IsZero() {
		b.until = now.Add(readTimeout)
	}
	deadline := now.Add(b.stall)
	if b.until.Before(deadline) {
		deadline = b.until
	}
	_ = b.control.SetReadDeadline(deadline)
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		_ = b.control.SetReadDeadline(time.Time{}) // The answer may take longer.
	}
	return n, err
}
