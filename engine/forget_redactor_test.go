package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// put replaces what is known of the account "acme".
func (h *house) put(name string, attributes map[string]any, contacts ...customer.Contact) {
	h.t.Helper()
	_, err := h.engine.PutAccount(h.t.Context(), "acme", engine.AccountUpdate{Name: name, Attributes: attributes, Contacts: contacts})
	require.NoError(h.t, err)
}

func (h *house) forgetContact(id string) {
	h.t.Helper()
	h.clock.pass(time.Minute)
	_, err := h.engine.ForgetContact(h.t.Context(), "acme", id)
	require.NoError(h.t, err)
}

// logged is an account's name, attributes and contacts as its log has them, with the newest update that says each.
func (h *house) logged() (name string, attributes map[string]any, contacts map[string]map[string]any) {
	h.t.Helper()
	h.view(func(r store.Reader) error {
		return r.Entries("acme", 0, []string{customer.TypeAccountUpdated}, func(e customer.Entry) bool {
			name, _ = cmpOr(e.Data, "name", name).(string)
			attributes, _ = cmpOr(e.Data, "attributes", attributes).(map[string]any)
			list, isList := e.Data["contacts"].([]any)
			if isList {
				contacts = map[string]map[string]any{}
			}
			for _, item := range list {
				c, _ := item.(map[string]any)
				id, _ := c["id"].(string)
				contacts[id] = c
			}
			return true
		})
	})
	return name, attributes, contacts
}

func cmpOr(data map[string]any, field string, before any) any {
	if v, is := data[field]; is {
		return v
	}
	return before
}

// requireAgreed requires that the log says what the state says.
func (h *house) requireAgreed() *customer.State {
	h.t.Helper()
	state := h.account2("acme").State
	name, attributes, contacts := h.logged()
	require.Equal(h.t, state.Name, name)
	require.Equal(h.t, len(state.Attributes), len(attributes))
	for key, value := range attributes {
		require.Equal(h.t, state.Attributes[key], value)
	}
	require.Len(h.t, contacts, len(state.Contacts))
	for id, c := range state.Contacts {
		own, _ := contacts[id]["attributes"].(map[string]any)
		text := func(field string) string { s, _ := contacts[id][field].(string); return s }
		require.Equal(h.t, c, customer.Contact{ID: text("id"), Name: text("name"), Email: text("email"), Attributes: own})
	}
	return state
}

// Words of the schema that the contact said once are nobody's: neither a field nor a value of anybody else's changes.
func TestWordsOfTheSchemaStayWhoeverSaysThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t, wished+answersWishes)
	kenji := customer.Contact{ID: "kenji", Name: "Kenji Sato"}
	yumi := customer.Contact{ID: "yumi", Name: "Yumi Abe", Email: "yumi@acme.example", Attributes: map[string]any{"role": "user", "hobby": "chess"}}
	h.put("Acme", map[string]any{"sponsor": "name"}, kenji, yumi)
	said := []string{"email", "role", "attributes", "user", "champion", "event", "kind", "type", "wish", "contacts", "acme", "text", "written", "values", "title", "playbook", "of_account"}
	for i, text := range said {
		h.wish(fmt.Sprint("k", i), "kenji", text)
	}
	h.wish("y", "yumi", "a towel")
	h.work()
	h.forgetContact("kenji")
	state := h.requireAgreed()
	require.Equal(t, map[string]customer.Contact{"yumi": yumi}, state.Contacts)
	require.Equal(t, "Acme", state.Name)
	require.Equal(t, map[string]any{"sponsor": "name"}, state.Attributes)
	for _, row := range h.runs() {
		if row.State != nil {
			require.Contains(t, string(row.State), `"kind":"event"`)
			require.NotContains(t, string(row.State), `"(forgotten)":`)
		}
	}
	for _, row := range h.decisions() {
		require.Equal(t, "event", row.Values["kind"])
	}
}

// Whoever shares a name, a part of one or an address with the contact keeps it.
func TestWhatOthersAreCalledStays(t *testing.T) {
	t.Parallel()
	for what, tt := range map[string]struct {
		account string
		gone    customer.Contact
		other   customer.Contact
	}{
		"a surname":             {"Sato Foods", customer.Contact{ID: "k", Name: "Kenji Sato"}, customer.Contact{ID: "y", Name: "Yumi Sato"}},
		"a name of one word":    {"Sato Foods", customer.Contact{ID: "k", Name: "Sato"}, customer.Contact{ID: "y", Name: "Yumi Sato"}},
		"the whole name":        {"Foods", customer.Contact{ID: "k", Name: "Yumi Sato"}, customer.Contact{ID: "y", Name: "Yumi Sato"}},
		"within a longer name":  {"Foods", customer.Contact{ID: "k", Name: "Yumi Sato"}, customer.Contact{ID: "y", Name: "Yumi Sato Abe"}},
		"an ID in an address":   {"Foods", customer.Contact{ID: "info"}, customer.Contact{ID: "y", Email: "info@acme.example"}},
		"a mailbox":             {"Foods", customer.Contact{ID: "k", Email: "info@acme.example"}, customer.Contact{ID: "y", Email: "Info@acme.example"}},
		"an ID that is a word":  {"The open Foods", customer.Contact{ID: "open"}, customer.Contact{ID: "y", Name: "Ms open"}},
		"an ID that is a level": {"Foods", customer.Contact{ID: "champion"}, customer.Contact{ID: "y", Attributes: map[string]any{"role": "champion"}}},
		"an ID of an account":   {"Foods", customer.Contact{ID: "acme"}, customer.Contact{ID: "y", Email: "y@acme"}},
		"an ID that is a field": {"Foods", customer.Contact{ID: "hobby", Name: "role"}, customer.Contact{ID: "y", Name: "Al", Attributes: map[string]any{"hobby": "my role", "role": "user"}}},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, wished)
			h.put(tt.account, map[string]any{"sponsor": "info@acme.example"}, tt.gone, tt.other)
			h.wish("1", tt.gone.ID, "hello")
			if what == "a mailbox" || what == "an ID in an address" {
				h.wish("2", tt.other.ID, "write to info@acme.example")
			}
			h.forgetContact(tt.gone.ID)
			state := h.requireAgreed()
			require.Equal(t, tt.account, state.Name)
			require.Equal(t, map[string]any{"sponsor": "info@acme.example"}, state.Attributes)
			require.Equal(t, map[string]customer.Contact{tt.other.ID: tt.other}, state.Contacts)

			before := h.account2("acme").Metrics
			h.put(tt.account, map[string]any{"sponsor": "info@acme.example"}, tt.other)
			require.Equal(t, before, h.account2("acme").Metrics)
		})
	}
}

// What names the contact is found in any letters where they don't matter.
func TestAnAddressIsForgottenInAnyLetters(t *testing.T) {
	t.Parallel()
	h := newHouse(t, wished+answersWishes)
	gone := customer.Contact{ID: "Zb@Acme.example", Name: "Zaphod Beeble", Email: "zaphod.beeble@acme.example"}
	ford := customer.Contact{ID: ford, Name: "Ford"}
	h.put("Acme", map[string]any{"sponsor": "Zaphod.Beeble@acme.example"}, gone, ford)
	h.wish("1", ford.ID, "ask ZAPHOD.BEEBLE@ACME.EXAMPLE, zb@acme.example or ZAPHOD BEEBLE")
	h.work()
	h.forgetContact(gone.ID)
	h.requireAgreed()
	require.Equal(t, "(forgotten)", h.account2("acme").State.Attributes["sponsor"])
	for _, word := range []string{"Zaphod.Beeble", "ZAPHOD", "zb@"} {
		require.Zero(t, h.traces(word), word)
	}
	var titles []string
	h.view(func(r store.Reader) error {
		tasks, err := r.Tasks(store.TaskQuery{})
		for _, task := range tasks {
			titles = append(titles, task.Title)
		}
		return err
	})
	require.Contains(t, titles, "Ford (, ) wants ask (forgotten), (forgotten) or (forgotten)")
}

const named = wished + `
playbook "named" {
  trigger "event" { event = "wish" }
  action "task" "call" {
    title    = "Call"
    body     = "{{ contact.id }} of {{ account.name }}, {{ contact.name }}"
    answers  = { who = ["{{ contact.name }}", "nobody", "{{ account.name }}"] }
    wait     = "30d"
  }
  branch "who" {
    case "nobody" {
      when = "steps.call.who == 'nobody'"
      action "note" "said" { text = "nobody" }
    }
  }
}
`

// A task whose texts name the contact, in the body and among the answers, is made after the contact was forgotten, with
// what is left of them, and its run goes on.
func TestARunWhoseTextsNameTheForgottenGoesOn(t *testing.T) {
	t.Parallel()
	for _, done := range []bool{false, true} {
		h := newHouse(t, named)
		h.people()
		h.wish("1", zaphod, "x")
		_, err := h.engine.Dispatch(t.Context(), h)
		require.NoError(t, err)
		if done {
			h.work()
		}
		h.forgetContact(zaphod)
		require.Zero(t, h.traces(zaphod))
		h.work()
		var tasks []store.Task
		h.view(func(r store.Reader) (err error) { tasks, err = r.Tasks(store.TaskQuery{}); return err })
		require.Len(t, tasks, 1, "%v", h.timeline(h.runs()[0].ID))
		require.Equal(t, "(forgotten) of Acme, (forgotten)", tasks[0].Body)
		require.Equal(t, map[string][]string{"who": {"(forgotten)", "nobody", "Acme"}}, tasks[0].Questions)
		_, err = h.engine.CompleteTask(t.Context(), tasks[0].ID, map[string]string{"who": "nobody"})
		require.NoError(t, err)
		h.work()
		require.Equal(t, []string{"nobody"}, h.notes.said)
		require.Equal(t, map[string]int{"completed": 1}, h.ends())
		require.Zero(t, h.traces(zaphod))
	}
}

// What an author wrote as an argument is no value, whatever the contact has said.
func TestWhatAPlaybooksAuthorWroteStays(t *testing.T) {
	t.Parallel()
	h := newHouse(t, wished+`
playbook "p" {
  trigger "event" { event = "wish" }
  action "note" "hello" { text = "upgrades" }
  action "task" "call" {
    title   = "Discuss upgrades with {{ account.name }}"
    answers = { what = ["upgrades", "prices"] }
  }
  wait "ended" { event = "ended" }
}
`)
	h.people()
	h.wish("1", zaphod, "upgrades")
	h.wish("2", zaphod, "prices")
	_, err := h.engine.Dispatch(t.Context(), h)
	require.NoError(t, err)
	h.forgetContact(zaphod)
	h.work()
	require.Equal(t, "upgrades", h.notes.said[0])
	h.view(func(r store.Reader) error {
		tasks, err := r.Tasks(store.TaskQuery{})
		require.Equal(t, "Discuss upgrades with Acme", tasks[0].Title)
		require.Equal(t, map[string][]string{"what": {"upgrades", "prices"}}, tasks[0].Questions)
		return err
	})
}

// What attempts of calls to others have left that are still to be done is removed once, before they are done again
// without the contact; of what is over, also by the outbox.
func TestOnlyKeysOfWhatIsDoneAreForgottenAgain(t *testing.T) {
	t.Parallel()
	for _, done := range []bool{false, true} {
		h, effects := newHouse(t, named), &kept{}
		h.restart(named, func(o *engine.Options) { o.Effects = effects })
		h.people()
		h.wish("1", zaphod, "x")
		_, err := h.engine.Dispatch(t.Context(), h)
		require.NoError(t, err)
		if done {
			h.work()
		}
		h.forgetContact(zaphod)
		require.NotEmpty(t, effects.keys)
		require.Empty(t, h.redacting())
		effects.keys = nil
		_, err = h.engine.Dispatch(t.Context(), h)
		require.NoError(t, err)
		require.Equal(t, done, len(effects.keys) > 0, "forgotten again when it is done: %v", done)
	}
}

// A process that dies before it has removed what live calls have left leaves that to the next one.
func TestWhatLiveCallsHaveLeftIsRemovedAfterAKill(t *testing.T) {
	t.Parallel()
	for _, anew := range []bool{false, true} {
		h, effects := newHouse(t, named), &kept{}
		h.people()
		h.wish("1", zaphod, "x")
		_, err := h.engine.Dispatch(t.Context(), h)
		require.NoError(t, err)
		h.dieAfter(1, named)
		require.Len(t, h.redacting(), 1)
		h.restart(named, func(o *engine.Options) { o.Effects = effects })
		if anew {
			h.people()
			_, err = h.engine.Dispatch(t.Context(), h)
			require.NoError(t, err)
		} else {
			stop := h.runSweeper()
			require.Eventually(t, func() bool { return len(h.redacting()) == 0 }, 10*time.Second, time.Millisecond)
			stop()
		}
		require.NotEmpty(t, effects.keys)
		require.Empty(t, h.redacting())
	}
}

// Forgetting one contact leaves all others, the account and what was counted, as they were: in the state and in the
// log, which agree; and what only the contact had is nowhere.
func TestForgettingOneLeavesTheOthers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := newHouse(t, wished+answersWishes)
		const unique = "Xyzzy"
		ids := []string{rapid.SampledFrom([]string{"info", "role", "open", "Sato", "yumi", "1", "k-" + unique, unique + "@acme.example"}).Draw(rt, "gone"), "abe", "cho"}
		// Nobody says the ID alone, which would be taken for the contact.
		words := rapid.SampledFrom([]string{"Sato", "Kenji", "Yumi", "open", "email", "role", "user", "info", "Will", "wants", "name", "text", "Foods"}).
			Filter(func(word string) bool { return word != ids[0] })
		phrase := func(label string) string {
			return strings.Join(rapid.SliceOfN(words, 1, 3).Draw(rt, label), " ")
		}
		var contacts []customer.Contact
		for _, id := range ids {
			contacts = append(contacts, customer.Contact{
				ID: id, Name: phrase("name"), Email: rapid.SampledFrom([]string{"info@acme.example", "Sato@acme.example", strings.TrimSuffix(id, "@acme.example") + "@acme.example"}).Draw(rt, "email"),
				Attributes: map[string]any{"hobby": "likes " + phrase("hobby") + id, "role": "user"},
			})
		}
		contacts[0].Name += " " + unique
		contacts[0].Attributes["hobby"] = unique + " " + phrase("hobby")
		h.put("The "+phrase("account")+" Company", map[string]any{"sponsor": "no " + rapid.SampledFrom([]string{"Sales", "People"}).Draw(rt, "sponsor")}, contacts...)
		for i, n := 0, rapid.IntRange(0, 6).Draw(rt, "events"); i < n; i++ {
			of := rapid.IntRange(0, len(ids)-1).Draw(rt, "of")
			text := phrase("said")
			if of == 0 {
				text += " " + unique
			}
			h.wish(fmt.Sprint(i), ids[of], text)
		}
		h.work()
		before := h.account2("acme")
		h.forgetContact(ids[0])
		after := h.account2("acme")
		require.Equal(rt, before.Metrics, after.Metrics)
		require.Zero(rt, h.traces(unique))
		state := h.requireAgreed()
		for _, c := range contacts[1:] {
			require.Equal(rt, c, state.Contacts[c.ID])
		}
		require.Len(rt, state.Contacts, 2)
		require.Equal(rt, before.State.Name, state.Name)
		require.Equal(rt, before.State.Attributes, state.Attributes)
		h.requireFolded(rt)
	})
}

// requireFolded requires that metrics which are filled from the log now are what those are that were counted before: of
// the texts, the log has those of the others still.
func (h *house) requireFolded(rt *rapid.T) {
	_, err := h.engine.Publish(h.t.Context(), load(h.t, wished+answersWishes+`
metric "wishes_8d" {
  event  = "wish"
  window = "8d"
}
metric "texts_8d" {
  event    = "wish"
  distinct = "event.text"
  window   = "8d"
}
`), "more metrics")
	require.NoError(rt, err)
	_, err = h.engine.Sweep(h.t.Context())
	require.NoError(rt, err)
	view := h.account2("acme")
	require.Equal(rt, view.Metrics["wishes_7d"], view.Metrics["wishes_8d"])
	filled, counted := view.State.Metrics["texts_8d"], view.State.Metrics["texts_7d"]
	if filled == nil {
		return // There was no event.
	}
	for text := range filled.Values {
		require.Contains(rt, counted.Values, text)
	}
}
