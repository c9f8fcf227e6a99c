package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/enginetest"
	"github.com/tendhq/tend/engine/store"
)

// outcomes returns what was decided, a line each.
func (h *harness) outcomes() (lines []string) {
	for _, d := range h.Decisions() {
		lines = append(lines, strings.TrimSpace(d.Account+" "+string(d.Outcome)+" "+string(d.Reason)))
	}
	return lines
}

func TestAPausedPlaybookEnrolsNobodyAndItsRunsGoOn(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.PutAccount("zenith")
	h.Ingest("1", "signed", "acme")
	h.Work()
	v, err := h.Engine.Pause(t.Context(), "welcome", "the text is wrong", "hana")
	require.NoError(t, err)
	require.Equal(t, "the text is wrong", v.Pause.Reason)
	require.Equal(t, 1, v.Running)
	h.Ingest("2", "signed", "zenith")
	h.Ingest("3", "connected", "acme")
	h.Work()
	require.Equal(t, []string{"acme enrolled", "zenith skipped paused"}, h.outcomes())
	require.Equal(t, `The playbook was paused on 2026-04-06 09:00 by hana: "the text is wrong".`, h.Decisions()[1].Detail)
	require.Equal(t, []string{"hello The acme", "thanks"}, h.Notes.Texts)

	h.Clock.Advance(time.Hour)
	_, err = h.Engine.Resume(t.Context(), "welcome", "", "")
	require.NoError(t, err)
	h.Advance(time.Hour)
	require.Len(t, h.Decisions(), 2, "nothing fires from resuming")
	h.Ingest("4", "signed", "zenith")
	require.Equal(t, "zenith enrolled", h.outcomes()[2])

	then, err := h.Engine.Why(t.Context(), engine.WhyQuery{Account: "zenith", Playbook: "welcome", At: startMessage.Add(time.Minute)})
	require.NoError(t, err)
	require.Contains(t, then.Summary, "The playbook was paused on 2026-04-06 09:00", "the past knows the pause")
}

func TestAPauseOutlivesRestartsAndPublications(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	first, err := h.Engine.Pause(t.Context(), "welcome", "once", "")
	require.NoError(t, err)
	h.Clock.Advance(time.Hour)
	again, err := h.Engine.Pause(t.Context(), "welcome", "twice", "")
	require.NoError(t, err)
	require.Equal(t, first, again, "what is paused stays as it is")
	h.Open(declarations + welcome)
	h.Ingest("1", "signed", "acme") // the first of its type, which goes into the workspace log too
	_, err = h.Engine.Publish(t.Context(), enginetest.Load(t, strings.Replace(declarations+welcome, `= "thanks"`, `= "thank you"`, 1)), "edited")
	require.NoError(t, err)
	h.Ingest("2", "signed", "acme")
	require.Equal(t, []string{"acme skipped paused"}, h.outcomes())
	require.Equal(t, 2, h.Decisions()[0].Count)
	_, err = h.Engine.Resume(t.Context(), "welcome", "", "")
	require.NoError(t, err)
	_, err = h.Engine.Resume(t.Context(), "welcome", "", "")
	require.NoError(t, err)
	h.Open(declarations + welcome)
	h.Ingest("3", "signed", "acme")
	require.Equal(t, "acme enrolled", h.outcomes()[1])
}

func TestAPauseTouchesNoAccount(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.Advance(time.Hour)
	_, err := h.Engine.Pause(t.Context(), "welcome", "", "")
	require.NoError(t, err)
	for range 2 {
		h.View(func(r store.Reader) error {
			state, err := r.Account("acme")
			require.NoError(t, err)
			stale, err := r.StaleAccounts(state.Version+1, 10)
			require.Equal(t, []string{"acme"}, stale)
			version, _ := r.Version()
			require.Greater(t, version.Number, state.Version, "it is of before the pause, and stays so")
			return err
		})
		h.Open(declarations + welcome)
		h.Advance(time.Hour)
	}
}

func TestWhatCannotBePaused(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	_, err := h.Engine.Pause(t.Context(), "welcom", "", "")
	require.ErrorIs(t, err, store.ErrNotFound)
	var invalid *engine.InvalidError
	_, err = h.Engine.Pause(t.Context(), "welcome", "two\nlines", strings.Repeat("x", 600))
	require.ErrorAs(t, err, &invalid)
	require.Len(t, invalid.Problems, 2)
	all, err := h.Engine.Playbooks(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Nil(t, all[0].Pause)
}

func TestWhatWaitedInAPauseFindsTheCapacityThatThereIs(t *testing.T) {
	t.Parallel()
	h := newHarness(t, limited("quota = \"1 per day\"\nhold = \"14d\""))
	h.PutAccount("a")
	h.PutAccount("b")
	_, err := h.Engine.Pause(t.Context(), "p", "", "")
	require.NoError(t, err)
	h.tickets("1", "a", "b")
	require.Equal(t, map[string]string{"a": "pending paused", "b": "pending paused"}, h.lastOf())
	_, err = h.Engine.Resume(t.Context(), "p", "", "")
	require.NoError(t, err)
	h.Advance(time.Second)
	require.Equal(t, map[string]string{"a": "enrolled", "b": "pending quota"}, h.lastOf())
	h.Advance(24 * time.Hour)
	require.Equal(t, "enrolled", h.lastOf()["b"])
}

// What can't be seen is the same to a reason as to a mail.
func TestAReasonIsALineInWhichEverythingIsSeen(t *testing.T) {
	t.Parallel()
	h := newHarness(t, welcome+declarations)
	for text, isLine := range map[string]bool{
		"": true, "two\u0020\u0020blanks\u0020": true, "日本語\u3000の理由": true, "葛\U000E0100城": true, "\u2764\ufe0f": true,
		"\U0001F468\u200d\U0001F469\u200d\U0001F467": true, "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645": true,
		"a\nb": false, "a\tb": false, "a\u2028b": false, "a\x00": false, "a\xff": false, "a\u202eb": false, "a\u200bb": false,
		"a\u3164b": false, "a\u115fb": false, "a\u034fb": false, "a\ufe0fb": false, "a\U000E0100b": false, "a\u200db": false, "a\u200c": false,
	} {
		_, err := h.Engine.Pause(t.Context(), "welcome", text, "hana")
		if isLine {
			require.NoError(t, err, "%+q", text)
			continue
		}
		require.ErrorContains(t, err, "reason: is a line of at most", "%+q", text)
	}
}
