package workflowtest

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tendhq/tend/engine/credentials"
)

// Process is a Temporal server that can be killed and started again on the same file and address.
type Process struct {
	t       testing.TB
	folder  string
	address string
	cmd     *exec.Cmd
	output  *output
}

// patience is how long a server may take to say that it listens; a second is usual.
const patience = 2 * time.Minute

// Server starts a server in a folder of its own and returns its address. It ends with the test.
func Server(t testing.TB) string {
	t.Helper()
	return Start(t).Address()
}

// Start starts a server in a folder of its own. It ends with the test.
func Start(t testing.TB) *Process {
	t.Helper()
	p := &Process{t: t, folder: t.TempDir(), address: "127.0.0.1:0", output: &output{}}
	t.Cleanup(func() {
		p.Kill()
		if t.Failed() {
			t.Logf("the Temporal server said:\n%s", p.output)
		}
	})
	p.launch()
	return p
}

// Address returns the server's HOST:PORT; it stays the same over restarts.
func (p *Process) Address() string { return p.address }

// Database returns the path of its SQLite file.
func (p *Process) Database() string { return filepath.Join(p.folder, "temporal.db") }

// TLS returns what its clients need: the credentials that it made beside its file.
func (p *Process) TLS() *tls.Config {
	p.t.Helper()
	client, err := credentials.Client(filepath.Join(p.folder, "temporal.tls"))
	if err != nil {
		p.t.Fatal(err)
	}
	return client
}

// Kill ends the process as a crash would, with SIGKILL. Killing a dead one does nothing.
func (p *Process) Kill() { p.end(syscall.SIGKILL) }

// Stop ends the process as a person would, with SIGINT, and waits for it.
func (p *Process) Stop() { p.end(os.Interrupt) }

// Restart starts a server that was killed or stopped again.
func (p *Process) Restart() {
	p.t.Helper()
	p.Kill()
	p.launch()
}

func (p *Process) end(signal os.Signal) {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(signal)
	// The error says only how it ended, which the signal decided.
	_ = p.cmd.Wait()
	p.cmd = nil
}

// launch starts the process and returns when it says where it listens.
func (p *Process) launch() {
	p.t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		p.t.Fatalf("make a pipe: %v", err)
	}
	cmd := exec.Command(Binary(p.t), "temporal", "--db", p.Database(), "--listen", p.address)
	cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = writer, p.output, dieWithTest()
	err = cmd.Start()
	_ = writer.Close()
	if err != nil {
		p.t.Fatalf("start %s: %v", cmd.Path, err)
	}
	p.cmd = cmd
	address := make(chan string, 1)
	go func() { address <- listening(reader) }()
	select {
	case p.address = <-address:
	case <-time.After(patience):
	}
	if p.address == "" || strings.HasSuffix(p.address, ":0") {
		p.t.Fatalf("the Temporal server didn't start:\n%s", p.output)
	}
}

// listening reads the address off the line that announces it; empty when the process ends without one.
func listening(stdout io.ReadCloser) string {
	defer stdout.Close()
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "Temporal listens on "); ok {
			address, _, _ := strings.Cut(rest, " ")
			return address
		}
	}
	return ""
}

// output collects what the process says while tests read it.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write adds to the text.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// String returns the text so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
