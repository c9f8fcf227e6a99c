package endtoend

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/workflow"
)

const declarations = `
workspace { time_zone = "UTC" }
attribute "account" "status" {
  type   = string
  values = ["trial", "customer"]
}
attribute "contact" "role" { type = string }
contacts "champions" { when = "contact.role == 'champion'" }
event "signed" { properties = { plan = optional(string) } }
event "connected" {}
event "ticket" {}
team "csm" { lead = "lead@example.com" }
`

// waiting returns a playbook that mails, waits, and mails again.
func waiting(pause, second string) string {
	return strings.NewReplacer("PAUSE", pause, "SECOND", second).Replace(`
playbook "greet" {
  trigger "event" { event = "signed" }
  action "email" "first" {
    to      = "{{ contacts.champions }}"
    from    = "hana@example.com"
    subject = "First to {{ contact.name }}"
    body    = "Hello."
  }
  wait "pause" {
    PAUSE
  }
  action "email" "second" {
    to      = "{{ contacts.champions }}"
    from    = "hana@example.com"
    subject = "SECOND"
    body    = "Hello again."
  }
}
`)
}

func TestAKilledProcessGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	dir, state := folder(t, map[string]string{"main.hcl": declarations + waiting(`for = "6s"`, "Second")}), t.TempDir()
	p := dev(t, dir, state)
	p.account("acme")
	sent := event("1", "signed", "acme")
	_, answer := p.send(sent)
	require.EqualValues(t, 1, answer["accepted"])
	p.wait("the first mail", func() bool { return len(p.subjects()) == 1 })
	p.wait("the wait", func() bool { return strings.Contains(strings.Join(p.timeline(0), " "), "waiting") })
	due := p.items("/v1/runs")[0]["wakes_at"]
	require.NotEmpty(t, due)
	p.kill()

	p = dev(t, dir, state)
	require.Equal(t, due, p.items("/v1/runs")[0]["wakes_at"], "the run waits for the same moment")
	p.wait("the second mail", func() bool { return len(p.subjects()) == 2 })
	p.wait("the end", func() bool { return p.items("/v1/runs")[0]["outcome"] == "completed" })
	require.ElementsMatch(t, []string{"First to Kenji", "Second"}, p.subjects(), "each mail once")
	lines, _ := p.get("/v1/runs/" + p.items("/v1/runs")[0]["id"].(string))["timeline"].([]any)
	for _, line := range lines {
		if line := line.(map[string]any); line["what"] == "waited" {
			require.Equal(t, due, line["at"], "the timer ran at its due instant")
		}
	}

	status, answer := p.send(sent)
	require.Equal(t, http.StatusOK, status)
	require.EqualValues(t, 1, answer["duplicates"])
	sent["data"] = map[string]any{"plan": "gold"}
	_, answer = p.send(sent)
	require.Len(t, answer["conflicts"], 1)
	require.Len(t, p.items("/v1/runs"), 1)
	require.Len(t, p.subjects(), 2)
	require.Zero(t, p.interrupt())
}

func TestAnEditWhileARunWaits(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"main.hcl": declarations, "greet.hcl": waiting(`event = "connected"`, "Old")})
	p := dev(t, dir, t.TempDir())
	for _, account := range []string{"acme", "zenith"} {
		p.account(account)
	}
	p.send(event("1", "signed", "acme"), event("t1", "ticket", "acme"), event("t2", "ticket", "acme"))
	p.wait("the first mail", func() bool { return len(p.subjects()) == 1 })

	require.NoError(t, os.WriteFile(filepath.Join(dir, "greet.hcl"), []byte(strings.Replace(waiting(`event = "connected"`, "Bad"), `"signed"`, `"singed"`, 1)), 0o600))
	p.wait("the errors", func() bool { return strings.Contains(p.output(), "stay as they were") })
	require.Contains(t, p.output(), `"signed"`, "it says what was probably meant")

	edited := waiting(`event = "connected"`, "New") + `
metric "tickets_7d" {
  event  = "ticket"
  window = "7d"
}
`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "greet.hcl"), []byte(edited), 0o600))
	p.wait("the reload", func() bool { return strings.Contains(p.output(), "Reloaded") })
	p.wait("the backfill", func() bool {
		metrics, _ := p.get("/v1/accounts/acme")["metrics"].(map[string]any)
		return metrics["tickets_7d"] == 2.0
	})
	require.Len(t, p.items("/v1/runs"), 1, "the edit enrols nobody")

	p.send(event("2", "signed", "zenith"), event("3", "connected", "acme"))
	p.wait("three mails", func() bool { return len(p.subjects()) == 3 })
	p.send(event("4", "connected", "zenith"))
	p.wait("four mails", func() bool { return len(p.subjects()) == 4 })
	require.ElementsMatch(t, []string{"First to Kenji", "Old", "First to Kenji", "New"}, p.subjects())
	runs := p.items("/v1/runs")
	require.NotEqual(t, runs[0]["plan_hash"], runs[1]["plan_hash"])
	for _, r := range runs {
		code, shown := run(t, "runs", "show", r["id"].(string), "--engine", p.url)
		require.Zero(t, code, shown)
		require.Contains(t, shown, r["plan_hash"].(string)[:8])
	}
}

func TestAnEventBetweenTheActionAndTheWaitCounts(t *testing.T) {
	t.Parallel()
	mail := listen(t, func(net.Conn) {}) // hangs: the action is in flight for as long as we like
	dir, state := folder(t, map[string]string{"main.hcl": declarations + waiting(`event = "connected"`, "Second")}), t.TempDir()
	p := dev(t, dir, state, "--smtp", "smtp://"+mail)
	p.account("acme")
	p.send(event("1", "signed", "acme"))
	p.wait("the run", func() bool { return len(p.items("/v1/runs")) == 1 })
	p.send(event("2", "connected", "acme"))
	p.kill()
	p = dev(t, dir, state) // with a mailbox that takes mail
	p.wait("both mails", func() bool { return len(p.subjects()) == 2 })
}

// listen answers connections with fn until the test ends.
func listen(t *testing.T, fn func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = conn.Close() })
			go fn(conn)
		}
	}()
	return listener.Addr().String()
}

func TestAMailServerThatRefusesIsTriedAgain(t *testing.T) {
	t.Parallel()
	refusing := listen(t, func(c net.Conn) {
		_, _ = io.WriteString(c, "421 we are closed\r\n")
		_ = c.Close()
	})
	dir, state := folder(t, map[string]string{"main.hcl": declarations + waiting(`for = "1s"`, "Second")}), t.TempDir()
	p := dev(t, dir, state, "--smtp", "smtp://"+refusing)
	p.account("acme")
	p.send(event("1", "signed", "acme"))
	p.wait("two attempts", func() bool {
		return strings.Count(strings.Join(p.timeline(0), " "), "retrying") >= 2
	})
	_, shown := run(t, "runs", "show", p.items("/v1/runs")[0]["id"].(string), "--engine", p.url)
	require.Contains(t, shown, "we are closed")
	require.Zero(t, p.interrupt())
	p = dev(t, dir, state)
	p.wait("both mails", func() bool { return len(p.subjects()) == 2 })
}

func TestMetricsAreWellFormed(t *testing.T) {
	t.Parallel()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed: apt-get install prometheus")
	}
	p := dev(t, folder(t, map[string]string{"main.hcl": declarations + waiting(`for = "1s"`, "Second")}), t.TempDir())
	p.account("acme")
	p.send(event("1", "signed", "acme"), event("2", "signed", "nobody"))
	p.wait("the end", func() bool { return len(p.subjects()) == 2 && p.items("/v1/runs")[0]["status"] == "finished" })
	response, err := http.Get(p.url + "/metrics")
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	check := exec.Command(promtool, "check", "metrics")
	check.Stdin = strings.NewReader(string(text))
	out, err := check.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for _, want := range []string{
		`tend_events_total{result="accepted",type="signed"} 1`,
		`tend_events_total{result="rejected",type="signed"} 1`,
		`tend_decisions_total{outcome="enrolled",playbook="greet",reason=""} 1`,
		`tend_runs_finished_total{outcome="completed",playbook="greet"} 1`,
		`tend_actions_total{kind="email",result="done"} 2`,
		`tend_action_duration_seconds_count{kind="email"} 2`,
		`tend_event_to_decision_seconds_count 1`,
		`tend_accounts{band="",tier=""} 1`,
		"temporal_", "go_goroutines",
	} {
		require.True(t, strings.Contains(string(text), want), "missing: %s", want)
	}
	require.False(t, strings.Contains(string(text), "acme"), "no customer is in a label")
}

func TestWhatKeepsItFromStarting(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"main.hcl": declarations})
	state := t.TempDir()
	p := dev(t, dir, state, "--speed", "10")
	taken := strings.TrimPrefix(p.url, "http://")
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	tests := map[string]struct {
		args []string
		want string
		code int
	}{
		"port taken":     {[]string{"dev", dir, "--state", t.TempDir(), "--listen", taken}, "choose another address with --listen", 1},
		"open to others": {[]string{"dev", dir, "--state", t.TempDir(), "--listen", "0.0.0.0:0"}, "set TEND_TOKEN", 1},
		"every address":  {[]string{"dev", dir, "--state", t.TempDir(), "--listen", ":0"}, "set TEND_TOKEN", 1},
		"state in use":   {[]string{"dev", dir, "--state", state, "--listen", "127.0.0.1:0", "--speed", "10"}, "already in use", 1},
		"state a file":   {[]string{"dev", dir, "--state", file, "--listen", "127.0.0.1:0"}, "not a folder", 1},
		"no folder":      {[]string{"dev", filepath.Join(dir, "nothing")}, "nothing", 1},
		"negative speed": {[]string{"dev", dir, "--state", t.TempDir(), "--speed", "-1"}, "speed", 2},
		"no argument":    {[]string{"dev"}, "accepts 1 arg", 2},
		"unknown flag":   {[]string{"dev", dir, "--sped", "2"}, "unknown flag", 2},
		"mail server":    {[]string{"dev", dir, "--state", t.TempDir(), "--listen", "127.0.0.1:0", "--smtp", "mail.example.com"}, "smtp://", 1},
	}
	for name, test := range tests {
		code, out := run(t, test.args...)
		require.Equal(t, test.code, code, "%s: %s", name, out)
		require.Contains(t, out, test.want, name)
		require.LessOrEqual(t, strings.Count(strings.TrimSpace(out), "\n"), 1, "%s: one sentence: %s", name, out)
	}
	require.Zero(t, p.interrupt())
	code, out := run(t, "dev", dir, "--state", state, "--listen", "127.0.0.1:0", "--speed", "20")
	require.Equal(t, 1, code)
	require.Contains(t, out, "--speed 10", "it says with which speed the state was started")
}

func TestWhatARequestGotWrong(t *testing.T) {
	t.Parallel()
	p := dev(t, folder(t, map[string]string{"main.hcl": declarations}), t.TempDir())
	status, answer := p.send(event("1", "signed", "nobody"))
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, answer["rejected"].([]any)[0].(map[string]any)["reason"], `account "nobody" is not known`)
	status, answer = p.call(http.MethodPut, "/v1/accounts/acme", map[string]any{"attributes": map[string]any{"status": 3}})
	require.Equal(t, http.StatusUnprocessableEntity, status, "%v", answer)
	code, out := run(t, "send", "signed", "--account", "nobody", "--engine", p.url)
	require.Equal(t, 1, code)
	require.Contains(t, out, `account "nobody" is not known`)
	code, out = run(t, "runs", "--engine", "http://127.0.0.1:1")
	require.Equal(t, 1, code)
	require.Contains(t, out, "no engine answers at http://127.0.0.1:1")
}

func TestNoCustomerDataEntersTemporal(t *testing.T) {
	t.Parallel()
	dir, state := folder(t, map[string]string{"main.hcl": declarations + waiting(`for = "1s"`, "Second")}), t.TempDir()
	p := dev(t, dir, state)
	p.account("acme")
	p.send(event("1", "signed", "acme"))
	p.wait("both mails", func() bool { return len(p.subjects()) == 2 })
	id := p.items("/v1/runs")[0]["id"].(string)
	client, err := workflow.Dial(t.Context(), workflow.DialOptions{Address: p.temporal(), TLS: holder(t, state), Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(client.Close)
	outcome, err := client.Wait(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "completed", outcome)
	history, err := client.History(t.Context(), id)
	require.NoError(t, err)
	require.Contains(t, string(history), "WORKFLOW_EXECUTION_COMPLETED")
	require.Zero(t, p.interrupt())
	files, err := filepath.Glob(filepath.Join(state, "temporal.db*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, secret := range []string{"acme", "kenji", "Kenji", "hana@example.com", "Hello"} {
			require.False(t, bytes.Contains(raw, []byte(secret)), "%s holds %q", filepath.Base(file), secret)
			require.NotContains(t, string(history), secret)
		}
	}
}

func TestTheAcceleratedClock(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"main.hcl": declarations + waiting(`for = "1d"`, "Second")})
	p := dev(t, dir, t.TempDir(), "--speed", "43200") // half a day in a second
	p.account("acme")
	now, err := time.Parse(time.RFC3339, p.get("/healthz")["now"].(string))
	require.NoError(t, err)
	p.send(map[string]any{"id": "1", "type": "signed", "account": "acme", "time": now.Format(time.RFC3339)})
	p.wait("both mails", func() bool { return len(p.subjects()) == 2 })
}
