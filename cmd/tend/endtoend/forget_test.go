package endtoend

import (
	"bytes"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/workflow"
)

const remembers = `
workspace { time_zone = "UTC" }
attribute "account" "industry" { type = string }
attribute "contact" "role" { type = string }
attribute "contact" "hobby" { type = string }
contacts "champions" { when = "contact.role == 'champion'" }
event "visit" { properties = { page = optional(string) } }
event "wish" {
  about      = "contact"
  properties = { text = string }
}
event "never" {}
metric "pages_7d" {
  event    = "visit"
  distinct = "event.page"
  window   = "7d"
}
metric "wishes_7d" {
  event  = "wish"
  window = "7d"
}
health_score "standard" {
  measure "use" {
    weight = 100
    value  = "metric.wishes_7d"
    worst  = 0
    best   = 4
  }
  band "green" { from = 50 }
  band "red" { from = 0 }
}
playbook "by_hand" {
  trigger "manual" {}
  action "task" "call" {
    title   = "Call {{ account.name }} about {{ trigger.note }}"
    body    = "{{ account.industry }}: asked by {{ trigger.by }}"
    answers = { why = one_of("good", "bad"), said = text() }
    wait    = "7d"
  }
  action "email" "thanks" {
    to      = "{{ contacts.champions }}"
    from    = "hana@example.com"
    subject = "Thanks, {{ contact.name }}"
    body    = "You said {{ steps.call.said }}, and love {{ contact.hobby }}."
  }
}
playbook "wishes" {
  per = "contact"
  trigger "event" { event = "wish" }
  when = "trigger.event.text != 'nothing'"
  goal "again" {
    event  = "visit"
    within = "30d"
  }
  action "email" "answer" {
    to      = "{{ contact }}"
    from    = "hana@example.com"
    subject = "Your wish, {{ contact.name }}"
    body    = "You want {{ trigger.event.text }}."
  }
  action "meeting" "talk" {
    organizer = "hana@example.com"
    attendees = "{{ contact }}"
    subject   = "About {{ trigger.event.text }}"
  }
  wait "again" { event = "never" }
}
playbook "pages" {
  trigger "event" { event = "visit" }
  when = "trigger.event.page != nil && metric.pages_7d > 5"
  wait "a_day" { for = "1d" }
}
`

const remembersMapping = `
mapping "crm" {}
accounts {
  file       = "accounts.csv"
  id         = "id"
  name       = "name"
  attributes = { industry = "industry" }
}
events "visit" {
  file       = "visits.csv"
  account    = "account"
  time       = "at"
  properties = { page = "page" }
}
`

// traces returns which of the words stand in which files below a folder.
func traces(t *testing.T, dir string, words ...string) (found []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		for _, word := range words {
			if bytes.Contains(raw, []byte(word)) || strings.Contains(name, word) {
				found = append(found, name+": "+word)
			}
		}
		return err
	}))
	return found
}

// told is what the test says of an account through every door: each word is the account's own.
type told struct{ account, contact, tag string }

func (w told) word(what string) string { return what + w.tag }

// words returns all that is said of the account and its contact.
func (w told) words() []string { return append(w.ofContact(), w.ofAccount()...) }

// ofAccount returns what is said of the account.
func (w told) ofAccount() []string {
	return []string{w.account, w.word("Industry"), w.word("Accountname"), w.word("page"), w.word("note"), w.word("by"), w.word("saidso"), w.word("imported")}
}

// ofContact returns what is said of the contact.
func (w told) ofContact() []string {
	return []string{w.contact, w.word("Kenji"), w.word("mailbox"), w.word("hobby"), w.word("wishful"), w.word("wishid"), w.word("wishsource")}
}

func (w told) imported(dir string) error {
	day := time.Now().UTC().Add(-48 * time.Hour).Format(time.RFC3339)
	return os.WriteFile(filepath.Join(dir, "visits.csv"), fmt.Appendf(nil, "account,at,page\n%s,%s,%s\n", w.account, day, w.word("imported")), 0o600)
}

// tell says everything, and waits until runs are in all their phases.
func (w told) tell(t *testing.T, p *process) {
	t.Helper()
	before := len(p.subjects())
	status, answer := p.call(http.MethodPut, "/v1/accounts/"+w.account, map[string]any{
		"name": w.word("Accountname"), "attributes": map[string]any{"industry": w.word("Industry")},
		"contacts": []any{map[string]any{
			"id": w.contact, "name": w.word("Kenji"), "email": w.word("mailbox") + "@acme.example",
			"attributes": map[string]any{"role": "champion", "hobby": w.word("hobby")},
		}},
	})
	require.Equal(t, http.StatusOK, status, answer)
	visit := event(w.word("visit"), "visit", w.account)
	visit["data"] = map[string]any{"page": w.word("page")}
	wish := event(w.word("wishid"), "wish", w.account)
	wish["source"], wish["contact"], wish["data"] = w.word("wishsource"), w.contact, map[string]any{"text": w.word("wishful")}
	status, answer = p.send(visit, wish)
	require.Equal(t, http.StatusOK, status, answer)
	for _, note := range []string{w.word("note"), w.word("note") + "2"} {
		status, answer = p.call(http.MethodPost, "/v1/playbooks/by_hand/enrolments", map[string]any{
			"request": w.tag + note, "by": w.word("by"), "note": note, "members": []any{map[string]any{"account": w.account}},
		})
		require.Equal(t, http.StatusOK, status, answer)
	}
	p.wait("the task", func() bool { return len(p.items("/v1/tasks?account="+w.account)) == 1 })
	id := p.items("/v1/tasks?account=" + w.account)[0]["id"].(string)
	status, answer = p.call(http.MethodPost, "/v1/tasks/"+id+"/complete", map[string]any{"answers": map[string]any{"why": "good", "said": w.word("saidso")}})
	require.Equal(t, http.StatusOK, status, answer)
	p.wait("the mails", func() bool { return len(p.subjects()) == before+3 })
	p.wait("the wait", func() bool {
		return strings.Contains(fmt.Sprint(p.items("/v1/runs?playbook=wishes&account="+w.account)), "again: waiting")
	})
}

// Whatever door something of an account came in by, nothing of it is in any file of the state after it was forgotten,
// while the engine runs and after it has stopped; another's are untouched.
func TestAnAccountIsForgottenInEveryFile(t *testing.T) {
	t.Parallel()
	dir, state := folder(t, map[string]string{"main.hcl": remembers}), t.TempDir()
	gone, other := told{"Zaphod-4711", "amy.zaphod", "Qxzv"}, told{"Trillian-4712", "bea.trillian", "Wkjp"}
	mapping := filepath.Join(folder(t, map[string]string{
		"crm.hcl": remembersMapping, "accounts.csv": "id,name,industry\n" + gone.account + ",Old," + gone.word("Industry") + "\n",
	}), "crm.hcl")
	require.NoError(t, gone.imported(filepath.Dir(mapping)))
	code, out := run(t, "import", dir, "--mapping", mapping, "--state", state)
	require.Zero(t, code, out)

	p := dev(t, dir, state)
	gone.tell(t, p)
	other.tell(t, p)
	for _, word := range gone.words() {
		require.NotEmpty(t, traces(t, state, word), "%s is written somewhere, else this shows nothing", word)
	}
	kept := p.items("/v1/runs?account=" + other.account)
	workflows := p.items("/v1/runs?status=running&account=" + gone.account)
	require.NotEmpty(t, workflows)

	code, out = run(t, "accounts", "forget", "Zaphod-4771", "--yes", "--engine", p.url)
	require.Equal(t, 1, code)
	require.Contains(t, out, `did you mean "Zaphod-4711"?`)
	code, out = run(t, "accounts", "forget", gone.account, "--engine", p.url)
	require.Equal(t, 2, code)
	require.Contains(t, out, "nobody is there to be asked")
	code, out = run(t, "accounts", "forget", gone.account, "--yes", "--engine", p.url)
	require.Zero(t, code, out)
	require.Contains(t, out, "Forgotten: Zaphod-4711 with ")

	require.Empty(t, traces(t, state, gone.words()...), "the engine is running")
	code, out = run(t, "accounts", "show", gone.account, "--engine", p.url)
	require.Equal(t, 1, code, out)
	for _, row := range workflows {
		shown := p.get("/v1/runs/" + row["id"].(string))
		require.Equal(t, "forgotten", shown["outcome"])
		require.Empty(t, shown["account"])
		require.Empty(t, shown["timeline"])
	}
	for _, row := range workflows {
		require.Equal(t, "forgotten", p.workflow(state, row["id"].(string)))
	}
	require.Equal(t, kept, p.items("/v1/runs?account="+other.account))
	require.Len(t, p.subjects(), 3, "the mails of the other")
	require.Zero(t, p.interrupt())
	require.Empty(t, traces(t, state, gone.words()...))

	// The same history doesn't bring it back.
	code, out = run(t, "import", dir, "--mapping", mapping, "--state", state)
	require.Equal(t, 1, code, out)
	require.Contains(t, out, "the account was forgotten after this")
	require.Empty(t, traces(t, state, gone.words()...))
	require.NotEmpty(t, traces(t, state, other.word("Kenji")))
}

// Of a contact nothing is left, and of the account everything, whose runs go on.
func TestAContactIsForgottenInEveryFile(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	p := dev(t, folder(t, map[string]string{"main.hcl": remembers}), state)
	gone := told{"acme-4711", "amy.zaphod", "Qxzv"}
	gone.tell(t, p)
	for _, word := range gone.ofContact() {
		require.NotEmpty(t, traces(t, state, word), "%s is written somewhere, else this shows nothing", word)
	}
	runs := len(p.items("/v1/runs?account=" + gone.account))
	code, out := run(t, "contacts", gone.account, "--engine", p.url)
	require.Zero(t, code, out)
	require.Contains(t, out, gone.word("Kenji"))
	code, out = run(t, "contacts", "forget", gone.account, "amy.zaphood", "--yes", "--engine", p.url)
	require.Equal(t, 1, code)
	require.Contains(t, out, `did you mean "amy.zaphod"?`)
	code, out = run(t, "contacts", "forget", gone.account, gone.contact, "--yes", "--engine", p.url)
	require.Zero(t, code, out)
	require.Contains(t, out, "Forgotten: amy.zaphod with ")

	require.Empty(t, traces(t, state, gone.ofContact()...), "the engine is running")
	kept := gone.ofAccount()
	for _, word := range kept[:len(kept)-1] {
		require.NotEmpty(t, traces(t, state, word), "%s is the account's", word)
	}
	require.Len(t, p.items("/v1/runs?account="+gone.account), runs)
	require.Empty(t, p.subjects(), "all mails went to the contact")
	code, out = run(t, "contacts", gone.account, "--engine", p.url)
	require.Zero(t, code)
	require.Contains(t, out, "No contacts.")
	p.kill()
	require.Empty(t, traces(t, state, gone.ofContact()...), "after a kill")
}

// A process that is killed while it forgets has lost nothing of it: the next one goes on by itself.
func TestForgettingSurvivesAKill(t *testing.T) {
	t.Parallel()
	dir, state := folder(t, map[string]string{"main.hcl": remembers}), t.TempDir()
	gone := told{"Zaphod-4711", "amy.zaphod", "Qxzv"}
	mapping := filepath.Join(folder(t, map[string]string{
		"crm.hcl": remembersMapping, "accounts.csv": "id,name,industry\n" + gone.account + ",Old," + gone.word("Industry") + "\n",
	}), "crm.hcl")
	visits := []byte("account,at,page\n")
	for i := range 20_000 {
		at := time.Now().UTC().Add(-48*time.Hour + time.Duration(i)*time.Second).Format(time.RFC3339)
		visits = fmt.Appendf(visits, "%s,%s,%s%d\n", gone.account, at, gone.word("imported"), i)
	}
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(mapping), "visits.csv"), visits, 0o600))
	code, out := run(t, "import", dir, "--mapping", mapping, "--state", state)
	require.Zero(t, code, out)
	p := dev(t, dir, state)
	gone.tell(t, p)
	go func() { // The answer never comes.
		request, _ := http.NewRequest(http.MethodDelete, p.url+"/v1/accounts/"+gone.account, nil)
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
		}
	}()
	p.wait("the beginning", func() bool {
		status, _ := p.call(http.MethodGet, "/v1/accounts/"+gone.account, nil)
		return status == http.StatusNotFound
	})
	p.kill()
	require.NotEmpty(t, traces(t, state, gone.words()...), "it was killed in the middle")

	p = dev(t, dir, state)
	p.wait("the end", func() bool { return len(traces(t, state, gone.words()...)) == 0 })
	require.Empty(t, p.subjects())
	for _, row := range p.items("/v1/runs") {
		require.Equal(t, "finished ", fmt.Sprint(row["status"], " ", row["account"]))
	}
}

// workflow waits for the end of a run's workflow, and says how it was.
func (p *process) workflow(state, id string) string {
	p.t.Helper()
	client, err := workflow.Dial(p.t.Context(), workflow.DialOptions{Address: p.temporal(), TLS: holder(p.t, state), Logger: slog.New(slog.DiscardHandler)})
	require.NoError(p.t, err)
	defer client.Close()
	outcome, err := client.Wait(p.t.Context(), id)
	require.NoError(p.t, err)
	return outcome
}

// Where the mail server is away, attempts are under way or wait for their turn: the workflow ends all the same, and the
// mails of a mailbox of before are forgotten, too.
func TestForgettingWhileTheMailServerIsAway(t *testing.T) {
	t.Parallel()
	dir, state := folder(t, map[string]string{"main.hcl": remembers}), t.TempDir()
	gone := told{"Zaphod-4711", "amy.zaphod", "Qxzv"}
	p := dev(t, dir, state)
	gone.tell(t, p)
	require.Zero(t, p.interrupt())
	for name, server := range map[string]func(net.Conn){
		"refuses": func(c net.Conn) { _ = c.Close() }, "hangs": func(net.Conn) {},
	} {
		again := told{gone.account, "bob." + name, "Wkjp" + name}
		p = dev(t, dir, state, "--smtp", "smtp://"+listen(t, server))
		status, answer := p.call(http.MethodPut, "/v1/accounts/"+again.account, map[string]any{"contacts": []any{
			map[string]any{"id": again.contact, "name": again.word("Kenji"), "email": again.word("mailbox") + "@acme.example"},
		}})
		require.Equal(t, http.StatusOK, status, answer)
		wish := event(again.word("wishid"), "wish", again.account)
		wish["contact"], wish["data"] = again.contact, map[string]any{"text": again.word("wishful")}
		p.wait("the wish to be taken", func() bool {
			wish["time"] = time.Now().UTC().Format(time.RFC3339Nano)
			_, answer := p.send(wish)
			return answer["accepted"] == 1.0 || answer["duplicates"] == 1.0
		})
		running := p.items("/v1/runs?status=running&playbook=wishes&account=" + again.account)
		require.NotEmpty(t, running)
		code, out := run(t, "accounts", "forget", again.account, "--yes", "--engine", p.url)
		require.Zero(t, code, out)
		require.Empty(t, traces(t, state, append(gone.words(), again.words()...)...))
		for _, row := range running {
			require.Equal(t, "forgotten", p.workflow(state, row["id"].(string)))
		}
		require.Zero(t, p.interrupt())
		require.Empty(t, traces(t, state, append(gone.words(), again.words()...)...))
	}
}
