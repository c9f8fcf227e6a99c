package endtoend

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/credentials"
	"github.com/tendhq/tend/engine/workflow/workflowtest"
)

// patience is how long a test waits for something that must come; it comes much sooner.
const patience = 3 * time.Minute

// process is a running `tend dev`.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	done chan struct{}

	mu    sync.Mutex
	lines []string
}

// dev starts `tend dev` on a folder and returns once it is ready.
func dev(t *testing.T, dir, state string, more ...string) *process {
	t.Helper()
	return start(t, exec.Command(workflowtest.Binary(t), append([]string{"dev", dir, "--state", state, "--listen", "127.0.0.1:0"}, more...)...))
}

// start starts a command that is `tend dev` in the end, and returns once it is ready.
func start(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{t: t, cmd: cmd, done: make(chan struct{})}
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	p.cmd.Stderr = p.cmd.Stdout
	require.NoError(t, p.cmd.Start())
	go p.read(out)
	t.Cleanup(p.kill)
	p.wait("an address", func() bool { return p.address() != "" })
	p.wait("readiness", func() bool {
		response, err := http.Get(p.url + "/readyz")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
	return p
}

func (p *process) read(out io.Reader) {
	defer close(p.done)
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		p.mu.Lock()
		p.lines = append(p.lines, scanner.Text())
		p.mu.Unlock()
	}
}

// output returns what the process wrote so far.
func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.lines, "\n")
}

func (p *process) address() string {
	for _, line := range strings.Split(p.output(), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "API" {
			p.url = fields[1]
		}
	}
	return p.url
}

// wait waits for a condition, and fails with what the process wrote when it doesn't come or the process ends.
func (p *process) wait(what string, condition func() bool) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); !condition(); {
		select {
		case <-p.done:
			if condition() {
				return
			}
			p.t.Fatalf("waiting for %s, the process ended:\n%s", what, p.output())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s did not come:\n%s", what, p.output())
		}
	}
}

// kill ends the process as a crash would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// interrupt ends it as Ctrl-C does, and returns its exit code.
func (p *process) interrupt() int {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(syscall.SIGINT))
	p.wait("the end", func() bool {
		select {
		case <-p.done:
			return true
		default:
			return false
		}
	})
	_ = p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}

// temporal returns the address of its Temporal.
func (p *process) temporal() string {
	for _, line := range strings.Split(p.output(), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "Temporal" {
			return fields[1]
		}
	}
	return ""
}

// smtp returns the address of its mailbox.
func (p *process) smtp() string {
	_, rest, _ := strings.Cut(p.output(), "(SMTP at ")
	address, _, _ := strings.Cut(rest, ")")
	return address
}

// credentialsOf returns where a state folder has what Temporal's clients need.
func credentialsOf(state string) string { return filepath.Join(state, "temporal.tls") }

// holder returns the TLS of whoever can read a state folder.
func holder(t *testing.T, state string) *tls.Config {
	t.Helper()
	config, err := credentials.Client(credentialsOf(state))
	require.NoError(t, err)
	return config
}

// call makes a request and gives the status and the answer.
func (p *process) call(method, path string, body any) (int, map[string]any) {
	p.t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(p.t, err)
	request, err := http.NewRequest(method, p.url+path, bytes.NewReader(raw))
	require.NoError(p.t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(p.t, err)
	defer response.Body.Close()
	answer := map[string]any{}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil && !errors.Is(err, io.EOF) {
		require.NoError(p.t, err)
	}
	return response.StatusCode, answer
}

func (p *process) get(path string) map[string]any {
	p.t.Helper()
	status, answer := p.call(http.MethodGet, path, nil)
	require.Equal(p.t, http.StatusOK, status, "%v", answer)
	return answer
}

// items returns a list's items.
func (p *process) items(path string) []map[string]any {
	p.t.Helper()
	var all []map[string]any
	list, _ := p.get(path)["items"].([]any)
	for _, item := range list {
		all = append(all, item.(map[string]any))
	}
	return all
}

func (p *process) account(id string) {
	p.t.Helper()
	status, answer := p.call(http.MethodPut, "/v1/accounts/"+id, map[string]any{
		"name":       "The " + id,
		"attributes": map[string]any{"status": "customer"},
		"contacts":   []any{map[string]any{"id": id + "-1", "name": "Kenji", "email": "kenji@" + id + ".example", "attributes": map[string]any{"role": "champion"}}},
	})
	require.Less(p.t, status, 300, "%v", answer)
}

// event returns an event of an account, now.
func event(id, eventType, account string) map[string]any {
	return map[string]any{"id": id, "type": eventType, "account": account, "time": time.Now().UTC().Format(time.RFC3339)}
}

func (p *process) send(events ...map[string]any) (int, map[string]any) {
	p.t.Helper()
	return p.call(http.MethodPost, "/v1/events", events)
}

// subjects returns the subjects of the mails that arrived.
func (p *process) subjects() []string {
	p.t.Helper()
	var all []string
	for _, m := range p.items("/mail/messages") {
		all = append(all, m["subject"].(string))
	}
	return all
}

// timeline returns the words of the only run's lines.
func (p *process) timeline(index int) []string {
	p.t.Helper()
	runs := p.items("/v1/runs")
	if len(runs) <= index {
		return nil
	}
	lines, _ := p.get("/v1/runs/" + runs[index]["id"].(string))["timeline"].([]any)
	var all []string
	for _, line := range lines {
		all = append(all, line.(map[string]any)["what"].(string))
	}
	return all
}

// folder writes files into a new folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

// run runs the command to its end and gives its exit code and what it wrote.
func run(t *testing.T, args ...string) (int, string) {
	t.Helper()
	out, err := exec.Command(workflowtest.Binary(t), args...).CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), string(out)
	}
	require.NoError(t, err, fmt.Sprint(args))
	return 0, string(out)
}
