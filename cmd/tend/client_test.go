package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

// scripted is an engine's HTTP side that answers as told: by "METHOD path?query", a value or a refusal.
type scripted struct {
	*httptest.Server
	answers map[string]any
	mu      sync.Mutex
	asked   []string
	bodies  []string
	header  http.Header
}

// script starts a server; an answer is a value to send as JSON, or an api problem by its status.
func script(t *testing.T, answers map[string]any) *scripted {
	t.Helper()
	s := &scripted{answers: answers}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// sequence is answers to the same call, one after the other.
type sequence []any

type refused struct {
	status int
	body   any
}

func (s *scripted) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	key := r.Method + " " + r.URL.RequestURI()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked, s.bodies, s.header = append(s.asked, key), append(s.bodies, string(body)), r.Header
	answer, ok := s.answers[key]
	if !ok {
		answer = refused{404, map[string]any{"detail": "the script has no " + key}}
	}
	if list, isList := answer.(sequence); isList && len(list) > 0 {
		answer, s.answers[key] = list[0], list[1:]
	}
	if no, isRefusal := answer.(refused); isRefusal {
		w.WriteHeader(no.status)
		answer = no.body
	}
	if text, isText := answer.(string); isText {
		_, _ = io.WriteString(w, text)
		return
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// result is what a command line said.
type result struct {
	out string
	err error
}

// run runs a command line of the client commands as a user types it.
func run(args ...string) result {
	root := &cobra.Command{Use: "tend", SilenceErrors: true, SilenceUsage: true}
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(newRunsCommand(), newTasksCommand(), newAccountsCommand(), newContactsCommand(), newDecisionsCommand(), newWhyCommand(), newGoalsCommand(), newSendCommand(), newPlaybooksCommand(), newEnrollCommand())
	usageErrors(root)
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(io.Discard)
	root.SetArgs(args)
	err := root.ExecuteContext(context.Background())
	return result{out: out.String(), err: err}
}

// requireTable compares what was printed, line by line, without the indentation of the test.
func requireTable(t *testing.T, want, got string) {
	t.Helper()
	lines := strings.Split(strings.Trim(want, "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, "\t\t")
	}
	require.Equal(t, strings.Join(lines, "\n"), strings.TrimRight(got, "\n"))
}

func at(n int) time.Time { return time.Date(2026, 4, n, 9, 0, 0, 0, time.UTC) }

// Tables and sentences are in one zone, the workspace's, which is named once.
func TestTimesAreInTheWorkspacesZone(t *testing.T) {
	t.Parallel()
	due := at(3)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(api.ZoneHeader, "Asia/Tokyo")
		_ = json.NewEncoder(w).Encode(api.List[api.Task]{Items: []api.Task{{ID: "t-1", Account: "acme", Title: "Look", Due: &due, Status: "open"}}})
	}))
	t.Cleanup(s.Close)
	r := run("tasks", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		ID   ACCOUNT  TITLE  ASSIGNEE  DUE                  STATUS  ANSWERS
		t-1  acme     Look             2026-04-03 18:00:00  open

		Times are in Asia/Tokyo.`, r.out)
	r = run("tasks", "--output", "json", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Contains(t, r.out, `"due": "2026-04-03T09:00:00Z"`)
	require.NotContains(t, r.out, "Tokyo")
}

// A part of a path that names nothing would make the call about something else: ".." of a contact, about its account.
func TestNoCallIsMadeForAnIDThatNamesNothing(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{"DELETE /v1/accounts/acme/contacts/kenji?preview=true": api.Forgotten{}})
	for _, id := range []string{"", ".", ".."} {
		for _, args := range [][]string{
			{"contacts", "forget", "acme", id, "--yes"},
			{"contacts", "forget", "acme", "kenji", id, "--yes"},
			{"contacts", "forget", id, "kenji", "--preview"},
			{"accounts", "forget", id, "--yes"},
			{"accounts", "show", id},
			{"contacts", id},
			{"why", id, "p"},
			{"why", "acme", id},
			{"runs", "show", id},
			{"tasks", "show", id},
			{"tasks", "complete", id},
			{"playbooks", "pause", id},
			{"playbooks", "resume", id},
		} {
			r := run(append(args, "--engine", s.URL)...)
			var usage usageError
			require.ErrorAs(t, r.err, &usage, "%q", args)
			require.Empty(t, r.out, "%q", args)
		}
	}
	require.Equal(t, []string{"DELETE /v1/accounts/acme/contacts/kenji?preview=true"}, slices.Compact(s.asked), "only who is named is asked for")
	_ = run("contacts", "forget", "../..", "/", "--yes", "--engine", s.URL)
	require.Equal(t, "DELETE /v1/accounts/..%2F../contacts/%2F?preview=true", s.asked[len(s.asked)-1], "what may be stored can be named")
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	t.Parallel()
	next := "more"
	s := script(t, map[string]any{
		"GET /v1/accounts?limit=500":             api.List[api.AccountSummary]{Items: make([]api.AccountSummary, 500), Next: &next},
		"GET /v1/accounts?cursor=more&limit=500": api.List[api.AccountSummary]{Items: make([]api.AccountSummary, 7)},
		"GET /v1/accounts?limit=3":               api.List[api.AccountSummary]{Items: make([]api.AccountSummary, 3), Next: &next},
	})
	for limit, want := range map[string]int{"0": 507, "3": 3} {
		r := run("accounts", "--engine", s.URL, "--output", "json", "--limit", limit)
		require.NoError(t, r.err)
		var list api.List[api.AccountSummary]
		require.NoError(t, json.Unmarshal([]byte(r.out), &list))
		require.Len(t, list.Items, want)
		require.Equal(t, limit == "3", list.Next != nil)
	}
}

func TestNoEngine(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	url := "http://" + l.Addr().String()
	require.NoError(t, l.Close())
	for _, args := range [][]string{
		{"runs"},
		{"runs", "show", "r"},
		{"tasks"},
		{"tasks", "complete", "t"},
		{"accounts"},
		{"accounts", "show", "a"},
		{"accounts", "forget", "a", "--yes"},
		{"contacts", "a"},
		{"contacts", "forget", "a", "c", "--yes"},
		{"decisions"},
		{"why", "acme", "rescue"},
		{"send", "login", "--account", "a"},
	} {
		r := run(append(args, "--engine", url)...)
		require.EqualError(t, r.err, "no engine answers at "+url+": start one with `tend dev DIR`, or name it with --engine", args)
		require.NotErrorAs(t, r.err, &usageError{})
	}
	r := run("runs", "--engine", "http://engine.invalid:1")
	require.ErrorContains(t, r.err, "no engine answers at http://engine.invalid:1 (")
}

func TestSomethingElseAnswers(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{
		"GET /v1/runs?limit=500":  "<html>hello",
		"GET /v1/tasks?limit=500": refused{502, "<html>bad gateway"},
	})
	require.ErrorContains(t, run("runs", "--engine", s.URL).err, "doesn't answer as an engine does: is --engine right?")
	require.ErrorContains(t, run("tasks", "--status", "all", "--engine", s.URL).err, `answers "502 Bad Gateway", which isn't what an engine says`)
}

func TestTheEnginesSentenceIsTold(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{
		"GET /v1/runs/r-9":       refused{404, map[string]any{"detail": "no run has the ID \"r-9\""}},
		"GET /v1/runs?limit=500": refused{401, map[string]any{"detail": "this engine needs its token"}},
	})
	require.EqualError(t, run("runs", "show", "r-9", "--engine", s.URL).err, `no run has the ID "r-9"`)
	require.EqualError(t, run("runs", "--engine", s.URL).err, "this engine needs its token (the command takes it from TEND_TOKEN)")
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{"runs", "shw"}, `unknown command "shw"`},
		{[]string{"runs", "show"}, "accepts 1 arg(s)"},
		{[]string{"runs", "--status", "done"}, "choose one of running, finished"},
		{[]string{"tasks", "--status", "done"}, "choose one of open, completed, all"},
		{[]string{"decisions", "--outcome", "maybe"}, "choose one of enrolled, control, skipped, pending"},
		{[]string{"accounts", "--output", "yaml"}, "choose one of table, json"},
		{[]string{"accounts", "--engine", "ftp://x"}, `"ftp://x" isn't an engine's address`},
		{[]string{"tasks", "complete"}, "requires at least 1 arg"},
		{[]string{"tasks", "complete", "t", "product"}, `"product" isn't key=value`},
		{[]string{"tasks", "complete", "t", "cause=a", "cause=b"}, "cause is given twice"},
		{[]string{"why", "acme"}, "accepts 2 arg(s)"},
		{[]string{"why", "acme", "p", "--at", "today"}, `--at "today" isn't a time`},
		{[]string{"send"}, "requires at least 1 arg"},
		{[]string{"send", "login"}, "name it with --account"},
		{[]string{"send", "login", "--account", "a", "=1"}, `"=1" isn't key=value`},
		{[]string{"send", "login", "--account", "a", "--time", "today"}, `--time "today" isn't RFC 3339`},
		{[]string{"send", "login", "--account", "a", "--time", "2026-11-30T5:00:00Z"}, `--time "2026-11-30T5:00:00Z" isn't RFC 3339`},
		{[]string{"send", "login", "--account", "caf\xe9"}, `"caf\xe9" isn't UTF-8`},
		{[]string{"send", "login", "--account", "a", "note=caf\xe9"}, `isn't UTF-8`},
	} {
		r := run(tt.args...)
		require.ErrorAs(t, r.err, &usageError{}, tt.args)
		require.ErrorContains(t, r.err, tt.says)
	}
}

func TestEngineAndTokenFromTheEnvironment(t *testing.T) {
	s := script(t, map[string]any{"GET /v1/runs?limit=500": api.List[api.Run]{}})
	t.Setenv("TEND_URL", strings.TrimPrefix(s.URL, "http://"))
	t.Setenv("TEND_TOKEN", "s3cret")
	r := run("runs")
	require.NoError(t, r.err)
	require.Equal(t, "No runs.\n", r.out)
	require.Equal(t, "Bearer s3cret", s.header.Get("Authorization"))
	require.ErrorContains(t, run("runs", "--engine", "http://127.0.0.1:1").err, "127.0.0.1:1", "the flag wins")
}

// The password of a proxy in an engine's address is in no error.
func TestNoErrorShowsThePasswordOfTheAddress(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{})
	for _, address := range []string{
		"http://me:hunter2@127.0.0.1:1", "http://me:hunter2@" + strings.TrimPrefix(s.URL, "http://"), "ftp://me:hunter2@x", "http://me:hunter2#@x", "me:hunter2/@x",
	} {
		err := run("runs", "--engine", address).err
		require.Error(t, err, address)
		require.NotContains(t, err.Error(), "hunter2")
	}
}

// The token is the engine's: whoever sends elsewhere doesn't get it there.
func TestTheTokenFollowsNoRedirect(t *testing.T) {
	other := script(t, map[string]any{"GET /v1/runs?limit=500": api.List[api.Run]{}})
	for _, status := range []int{301, 302, 303, 307, 308} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+r.URL.RequestURI(), status)
		}))
		t.Cleanup(s.Close)
		t.Setenv("TEND_TOKEN", "s3cret")
		require.ErrorContains(t, run("runs", "--engine", s.URL).err, "isn't what an engine says")
	}
	require.Empty(t, other.asked)
}

func TestTokensFromTheEnvironment(t *testing.T) {
	_, err := tokenFrom("TEND_NO_SUCH_TOKEN")
	require.NoError(t, err)
	t.Setenv("TEND_TOKEN", "s3cret")
	token, err := tokenFrom("TEND_TOKEN")
	require.NoError(t, err)
	require.Equal(t, "s3cret", token)
	for _, token := range []string{"", " ", "\n", "s3cret ", "two words"} {
		t.Setenv("TEND_TOKEN", token)
		_, err := tokenFrom("TEND_TOKEN")
		require.ErrorAs(t, err, &usageError{})
		require.ErrorContains(t, err, "TEND_TOKEN can't be used")
	}
}

func TestTheMetricsTokenIsAnother(t *testing.T) {
	t.Setenv("TEND_TOKEN", "b1946ac92492d234")
	t.Setenv("TEND_METRICS_TOKEN", "b1946ac92492d234")
	c := newDevCommand()
	c.SetArgs([]string{t.TempDir()})
	c.SetOut(io.Discard)
	c.SetErr(io.Discard)
	err := c.Execute()
	require.ErrorAs(t, err, &usageError{})
	require.ErrorContains(t, err, "the same as TEND_TOKEN")
}

func TestTheAddressThatIsToldCanBeOpened(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{"::": "[::1]:7070", "0.0.0.0": "127.0.0.1:7070", "127.0.0.1": "127.0.0.1:7070", "192.0.2.1": "192.0.2.1:7070", "::1": "[::1]:7070"} {
		require.Equal(t, want, reachable(&net.TCPAddr{IP: net.ParseIP(ip), Port: 7070}), ip)
	}
}

func TestEveryClientCommandIsExplained(t *testing.T) {
	t.Parallel()
	check := func(c *cobra.Command) {
		require.NotEmpty(t, c.Short, c.Name())
		require.NotEmpty(t, c.Long, c.Name())
		require.Contains(t, c.Example, "tend "+c.Name()[:3], c.Name())
		for _, sub := range c.Commands() {
			require.Contains(t, sub.Example, c.Name()+" "+sub.Name())
			require.NotEmpty(t, sub.Long)
		}
	}
	for _, c := range []*cobra.Command{newRunsCommand(), newTasksCommand(), newAccountsCommand(), newContactsCommand(), newDecisionsCommand(), newWhyCommand(), newGoalsCommand(), newSendCommand()} {
		check(c)
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	type id struct{ ID string }
	s := script(t, map[string]any{
		"GET /v1/runs?limit=500":              api.List[id]{Items: []id{{"r-1"}, {"r-2"}}},
		"GET /v1/accounts?limit=500":          api.List[id]{Items: []id{{"acme"}}},
		"GET /v1/tasks?limit=500&status=open": api.List[id]{Items: []id{{"t-1"}}},
		"GET /v1/decisions?account=acme&limit=500": api.List[api.Decision]{Items: []api.Decision{
			{Playbook: "rescue"}, {Playbook: "ask"}, {Playbook: "rescue"},
		}},
	})
	for line, want := range map[string][]string{
		"runs --status ":             {"running", "finished"},
		"tasks --status ":            {"open", "completed", "all"},
		"decisions --outcome ":       {"enrolled", "control", "skipped", "pending"},
		"accounts --output ":         {"table", "json"},
		"runs show ":                 {"r-1", "r-2"},
		"runs show r-1 ":             nil,
		"tasks complete ":            {"t-1"},
		"accounts show ":             {"acme"},
		"send login --account ":      {"acme"},
		"why ":                       {"acme"},
		"why acme ":                  {"ask", "rescue"},
		"why acme rescue ":           nil,
		"send login --account acme ": nil,
	} {
		words := strings.Split(line, " ")
		args := slices.Concat([]string{cobra.ShellCompNoDescRequestCmd}, words[:1], []string{"--engine", s.URL}, words[1:])
		r := run(args...)
		require.NoError(t, r.err, line)
		// The last line is the directive: don't complete file names instead.
		require.Equal(t, strings.Join(append(want, ":4"), "\n"), strings.TrimSpace(r.out), line)
	}
	r := run(cobra.ShellCompNoDescRequestCmd, "runs", "--engine", "http://127.0.0.1:1", "show", "")
	require.NoError(t, r.err, "without an engine there is nothing to complete, and no error")
}
