package story

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// timeline returns a run as the engine shows it.
func timeline(t *testing.T, text string) run {
	t.Helper()
	var r run
	require.NoError(t, json.Unmarshal([]byte(text), &r))
	return r
}

func TestTheStoryIsToldInOrderAndOnce(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	narrator := newNarrator(&out, false)
	narrator.names[aoba] = "Aoba Foods"
	v := view{
		decisions: []decision{
			{At: Start.AddDate(0, 0, 33), Account: aoba, Playbook: "rescue_health_drop", Outcome: "enrolled", Detail: "The health score went from 90 to 70."},
			{At: Start.AddDate(0, 0, 62), Account: aoba, Playbook: "rescue_health_drop", Outcome: "skipped", Reason: "cooldown", Detail: "The last run ended."},
		},
		runs: map[string]run{"r-1": timeline(t, `{"id": "r-1", "account": "aoba", "playbook": "rescue_health_drop", "timeline": [
			{"at": "2026-05-04T09:00:00Z", "what": "started", "text": "The run started."},
			{"at": "2026-05-04T09:00:00Z", "step": "review", "what": "done", "text": "Task \"review\" was carried out."},
			{"at": "2026-05-05T09:00:00Z", "step": "review", "what": "matched", "text": "The event task.completed came."}]}`)},
	}
	narrator.narrate(v)
	narrator.narrate(v)
	require.Equal(t, strings.TrimLeft(`
day 33  Mon  4 May  Aoba Foods         enters rescue_health_drop: the health score went from 90 to 70
day 33  Mon  4 May  Aoba Foods         rescue_health_drop: task "review" is given to the CSM
day 34  Tue  5 May  Aoba Foods         rescue_health_drop: the task is completed
day 62  Tue  2 Jun  Aoba Foods         is left out of rescue_health_drop: the last run ended
`, "\n"), out.String())
}

func TestPromisesThatWereNotKeptAreTold(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := &story{narrator: newNarrator(&out, false)}
	require.False(t, s.narrator.promises(s))
	require.Equal(t, len(s.promised()), strings.Count(out.String(), "✗"))

	s.seen.decisions = []decision{{Account: cafe, Playbook: "rescue_health_drop", Outcome: "skipped", Reason: "condition"}}
	out.Reset()
	require.False(t, s.narrator.promises(s))
	require.Contains(t, out.String(), "✓ one whom the playbook isn't for is skipped")
}

// People act on causes: nobody connects before the mail came, and Hana answers the day after the task.
func TestPeopleWaitForCauses(t *testing.T) {
	t.Parallel()
	var calls []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls = append(calls, r.Method+" "+r.URL.Path)
		_, _ = w.Write([]byte(`{"accepted": 1}`))
	}))
	t.Cleanup(server.Close)
	s := &story{client: &client{base: server.URL, http: server.Client()}, narrator: newNarrator(&bytes.Buffer{}, false), happened: map[string]int{}, now: Start}
	react := func(day int) []string {
		calls, s.played = nil, day
		require.NoError(t, s.react(context.Background()))
		return calls
	}
	require.Empty(t, react(17))
	s.seen.mails = []mail{{To: "cedar-1@cedar.example", Subject: "Shall we connect Cedar Clinics together?"}}
	require.Empty(t, react(18), "the mail has only just come")
	require.Equal(t, []string{"POST /v1/events"}, react(19))
	require.Empty(t, react(20), "once")

	s.seen.tasks = []task{{ID: "t-1", Account: aoba, Step: "review", Status: "open"}}
	require.Empty(t, react(33))
	require.Equal(t, []string{"POST /v1/tasks/t-1/complete"}, react(34))
	require.Empty(t, react(35))
}

func TestAnEngineThatRefusesEndsTheStory(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "not today", http.StatusServiceUnavailable)
	}))
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.ErrorContains(t, Play(ctx, Options{URL: server.URL, Out: &bytes.Buffer{}}), "not today")
}

func TestADozenCustomersAreDistinct(t *testing.T) {
	t.Parallel()
	s := &story{happened: map[string]int{}}
	seen := map[string]bool{}
	for _, c := range s.cast() {
		require.False(t, seen[c.id])
		seen[c.id] = true
		require.Len(t, c.contacts(), c.seats)
		ids := map[string]bool{}
		for day := range Days {
			for _, e := range s.ofDay(c, day) {
				require.False(t, ids[e.ID], "an ID stands for one event: %s", e.ID)
				ids[e.ID] = true
			}
		}
	}
	require.Len(t, seen, 12)
}
