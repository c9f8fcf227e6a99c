package engine_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/enginetest"
	"github.com/tendhq/tend/engine/store"
)

const wished = `
workspace { time_zone = "UTC" }
attribute "account" "sponsor" { type = string }
attribute "contact" "role" {
  type   = string
  values = ["champion", "user"]
}
attribute "contact" "hobby" { type = string }
contacts "champions" { when = "contact.role == 'champion'" }
event "wish" {
  about      = "contact"
  properties = { text = string }
}
event "ended" {}
team "csm" { lead = "lead@example.com" }
metric "wishes_7d" {
  event  = "wish"
  window = "7d"
}
metric "texts_7d" {
  event    = "wish"
  distinct = "event.text"
  window   = "7d"
}
metric "my_wishes" {
  event  = "wish"
  of     = "contact"
  window = "7d"
}
`

const answersWishes = `
playbook "of_contact" {
  per = "contact"
  trigger "event" { event = "wish" }
  goal "ended" {
    event  = "ended"
    within = "30d"
  }
  action "note" "hello" { text = "to {{ contact.name }}: {{ trigger.event.text }}" }
  wait "ended" { event = "ended" }
}
playbook "of_account" {
  trigger "event" { event = "wish" }
  enroll { key = "trigger.event.text" }
  action "task" "call" { title = "{{ contact.name }} ({{ contact.email }}, {{ contact.hobby }}) wants {{ trigger.event.text }}" }
  wait "next" {
    event   = "wish"
    timeout = "30d"
  }
  action "task" "more" { title = "They want {{ steps.next.event.text }}" }
  wait "ended" { event = "ended" }
}
`

const zaphod, ford = "Zaphod", "FordPrefect"

// putPeople puts an account with two contacts, each of whose words has its name.
func (h *harness) putPeople() {
	h.T.Helper()
	of := func(id string) customer.Contact {
		return customer.Contact{ID: id, Name: "Mr " + id + "son", Email: id + "@acme.example", Attributes: map[string]any{"role": "champion", "hobby": "likes" + id}}
	}
	_, err := h.Engine.PutAccount(h.T.Context(), "acme", engine.AccountUpdate{
		Name: "Acme", Attributes: map[string]any{"sponsor": zaphod + "@acme.example"}, Contacts: []customer.Contact{of(zaphod), of(ford)},
	})
	require.NoError(h.T, err)
}

func (h *harness) wish(id, contact, text string) engine.Report {
	h.T.Helper()
	report, err := h.Engine.Ingest(h.T.Context(), []engine.Event{{
		ID: id, Source: "test", Type: "wish", Account: "acme", Contact: contact, Time: h.Clock.Now(), Data: map[string]any{"text": text},
	}})
	require.NoError(h.T, err)
	return report
}

func TestAContactIsForgotten(t *testing.T) {
	t.Parallel()
	h := newHarness(t, wished+answersWishes)
	h.putPeople()
	h.wish(zaphod+"-1", zaphod, "a ship of "+zaphod+"ian make")
	h.wish("f-1", ford, "a towel")
	h.Work()
	h.wish(zaphod+"-2", zaphod, "the heart of "+zaphod+"ian gold")
	h.wish("f-2", ford, "more towels")
	h.Work()
	before := h.account2("acme")
	require.Positive(t, h.traces(zaphod))
	held, err := h.Engine.HeldContact(t.Context(), "acme", zaphod)
	require.NoError(t, err)
	h.Clock.Advance(time.Minute)
	done, err := h.Engine.ForgetContact(t.Context(), "acme", zaphod)
	require.NoError(t, err)
	require.Equal(t, held, done)
	require.Zero(t, h.traces(zaphod))
	h.Work()

	after := h.account2("acme")
	require.Equal(t, before.Metrics, after.Metrics, "what was counted stays")
	require.Len(t, after.State.Contacts, 1)
	require.Equal(t, "(forgotten)", after.State.Attributes["sponsor"])
	outcomes := map[string]int{}
	for _, row := range h.Runs() {
		require.NotEqual(t, zaphod, row.Contact)
		outcomes[row.Playbook+" "+row.Contact+" "+row.Outcome]++
	}
	require.Equal(t, map[string]int{
		"of_contact  forgotten": 1, "of_contact FordPrefect ": 1, "of_account  ": 2, "of_account FordPrefect ": 2,
	}, outcomes)
	require.Equal(t, 1, h.ends()["forgotten"])
	var titles []string
	h.View(func(r store.Reader) error {
		tasks, err := r.Tasks(store.TaskQuery{})
		for _, task := range tasks {
			titles = append(titles, task.Title)
		}
		return err
	})
	require.Contains(t, titles, "(forgotten) ((forgotten), (forgotten)) wants (forgotten)")
	require.Contains(t, titles, "Mr FordPrefectson (FordPrefect@acme.example, likesFordPrefect) wants a towel", "it is another's")
	require.Contains(t, titles, "They want (forgotten)")

	// What is left goes on, and everything that is left is that of Ford.
	h.Ingest("e", "ended", "acme")
	h.Work()
	require.Equal(t, map[string]int{"forgotten": 1, "completed": 4, "in progress": 1}, h.ends(), "one waits for another wish")
	h.Advance(40 * 24 * time.Hour)
	require.Zero(t, h.traces(zaphod))
	effects, err := h.Engine.Effects(t.Context(), engine.EffectQuery{})
	require.NoError(t, err)
	require.Equal(t, engine.Group{Enrolments: 2, Units: 2, Lost: 1, Over: 1, Reached: 1}, effects[0].Treated)
}

// account2 returns an account as it is shown.
func (h *harness) account2(id string) engine.AccountView {
	h.T.Helper()
	view, err := h.Engine.Account(h.T.Context(), id)
	require.NoError(h.T, err)
	return view
}

func TestWhoWasForgottenAsAContactBeginsAnewOnlyByAPut(t *testing.T) {
	t.Parallel()
	h := newHarness(t, wished+answersWishes)
	h.putPeople()
	require.Equal(t, 1, h.wish("1", zaphod, "old").Accepted)
	at := h.Clock.Now()
	imported := func() []store.Appended {
		return h.Import("acme",
			customer.Entry{Source: "import:x", ID: "i", Type: "wish", Contact: zaphod, Time: at, Data: map[string]any{"text": "old"}},
			customer.Entry{Source: "import:x", ID: "a", Type: customer.TypeAccountUpdated, Time: h.Clock.Now(), Data: map[string]any{"contacts": []any{
				map[string]any{"id": zaphod, "name": "Z"}, map[string]any{"id": ford, "name": "F"},
			}}},
		)
	}
	h.Clock.Advance(time.Hour)
	_, err := h.Engine.ForgetContact(t.Context(), "acme", zaphod)
	require.NoError(t, err)
	require.Contains(t, h.wish("2", zaphod, "new").Rejected[0].Reason, "only a PUT of the account that names the contact begins it anew")
	require.Equal(t, []store.Appended{store.RefusedContact, store.Added}, imported())
	require.Zero(t, h.traces(zaphod))
	require.Len(t, h.account2("acme").State.Contacts, 1)
	_, err = h.Engine.ForgetContact(t.Context(), "acme", zaphod)
	require.ErrorIs(t, err, engine.ErrNoContact)
	_, err = h.Engine.ForgetContact(t.Context(), "acme", "")
	require.ErrorIs(t, err, engine.ErrNoContact)
	_, err = h.Engine.ForgetContact(t.Context(), "nobody", zaphod)
	require.ErrorIs(t, err, store.ErrNotFound)

	h.putPeople()
	require.Equal(t, 1, h.wish("3", zaphod, "new").Accepted)
	report, err := h.Engine.Ingest(t.Context(), []engine.Event{{ID: "1", Source: "test", Type: "wish", Account: "acme", Contact: zaphod, Time: at, Data: map[string]any{"text": "old"}}})
	require.NoError(t, err)
	require.Contains(t, report.Rejected[0].Reason, "before the contact was forgotten")
}

// A stranger, whom no PUT ever named, can be forgotten as well.
func TestAStrangerIsForgotten(t *testing.T) {
	t.Parallel()
	h := newHarness(t, wished)
	h.putPeople()
	h.wish("1", "MarvinTheRobot", "nothing")
	require.Positive(t, h.traces("MarvinTheRobot"))
	done, err := h.Engine.ForgetContact(t.Context(), "acme", "MarvinTheRobot")
	require.NoError(t, err)
	require.Equal(t, 1, done.Entries)
	require.Zero(t, h.traces("MarvinTheRobot"))
}

// A contact who has left stands in the log still.
func TestAContactWhoHasLeftIsForgotten(t *testing.T) {
	t.Parallel()
	h := newHarness(t, wished)
	h.putPeople()
	_, err := h.Engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Name: "Acme"})
	require.NoError(t, err)
	require.Positive(t, h.traces(zaphod))
	_, err = h.Engine.ForgetContact(t.Context(), "acme", zaphod)
	require.NoError(t, err)
	require.Zero(t, h.traces(zaphod))
	require.Positive(t, h.traces(ford))
}

// Metrics that are filled back from the log count those who were forgotten, as somebody.
func TestMetricsAreFilledBackWithoutTheForgotten(t *testing.T) {
	t.Parallel()
	h := newHarness(t, wished)
	h.putPeople()
	h.wish("1", zaphod, "a")
	h.wish("2", zaphod, "b")
	h.wish("3", ford, "a")
	_, err := h.Engine.ForgetContact(t.Context(), "acme", zaphod)
	require.NoError(t, err)
	_, err = h.Engine.Publish(t.Context(), enginetest.Load(t, wished+`
metric "wishes_8d" {
  event  = "wish"
  window = "8d"
}
metric "who_8d" {
  event    = "wish"
  distinct = "contact.id"
  window   = "8d"
}
`), "more metrics")
	require.NoError(t, err)
	_, err = h.Engine.Sweep(t.Context())
	require.NoError(t, err)
	metrics := h.account2("acme").Metrics
	require.EqualValues(t, 3, metrics["wishes_8d"])
	require.EqualValues(t, 2, metrics["who_8d"])
	require.Zero(t, h.traces(zaphod))
}

// Neither a short ID nor a common word takes texts apart, and the account's own ID stays when a contact has the same.
func TestOnlyWhatIsTheContactsIsTakenOut(t *testing.T) {
	t.Parallel()
	for id, name := range map[string]string{"1": "Al", "open": "Call", "acme": "acme", "rescue": "They"} {
		h := newHarness(t, wished+answersWishes)
		_, err := h.Engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Name: "Acme Calling", Contacts: []customer.Contact{{ID: id, Name: name}, {ID: "2", Name: "Calla"}}})
		require.NoError(t, err)
		h.wish("w", id, "x")
		h.wish("v", "2", "x")
		h.Work()
		_, err = h.Engine.ForgetContact(t.Context(), "acme", id)
		require.NoError(t, err)
		h.Work()
		require.Equal(t, "Acme Calling", h.account2("acme").State.Name)
		h.View(func(r store.Reader) error {
			tasks, err := r.Tasks(store.TaskQuery{Account: "acme", Status: "open"})
			require.NotEmpty(t, tasks)
			for _, row := range h.Runs() {
				require.True(t, json.Valid(row.State) || row.Outcome == "forgotten")
				require.Equal(t, "acme", row.Account)
			}
			return err
		})
		h.Ingest("e", "ended", "acme")
		h.Work()
		_, err = h.Engine.Sweep(t.Context())
		require.NoError(t, err)
	}
}
