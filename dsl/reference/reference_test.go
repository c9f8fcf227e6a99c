package reference_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/email"
	"github.com/tendhq/tend/actions/meeting"
	"github.com/tendhq/tend/actions/message"
	"github.com/tendhq/tend/actions/smtp"
	"github.com/tendhq/tend/actions/survey"
	"github.com/tendhq/tend/actions/task"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/reference"
)

// nowhere keeps no tasks.
type nowhere struct{}

func (nowhere) Create(context.Context, task.Task) error { return nil }

// known is the actions that come with the command.
func known(t *testing.T) []actions.Definition {
	t.Helper()
	sender, err := smtp.New(smtp.Config{URL: "smtp://localhost"})
	require.NoError(t, err)
	var all []actions.Definition
	for _, define := range []func() (actions.Definition, error){
		func() (actions.Definition, error) { return email.New(sender) },
		func() (actions.Definition, error) { return meeting.New(sender) },
		func() (actions.Definition, error) { return task.New(nowhere{}) },
		message.Announce, survey.Announce,
	} {
		d, err := define()
		require.NoError(t, err)
		all = append(all, d)
	}
	return all
}

func book(t *testing.T) *reference.Book {
	t.Helper()
	return reference.New(dsl.ReferenceOf(), known(t))
}

// What an action needs that no argument alone says, its page does.
func TestMessagesNeedATextOrATemplate(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"email", "message", "survey"} {
		page, err := book(t).Find("action", kind)
		require.NoError(t, err)
		require.Contains(t, page.Notes, "It needs either `template`, or both `subject` and `body`.")
	}
}

// A word that can't be run yet is marked, though the attribute as a whole can.
func TestPendingWordsAreMarked(t *testing.T) {
	t.Parallel()
	all := book(t)
	for _, block := range dsl.ReferenceOf().Blocks {
		for i, a := range block.Attributes {
			page, err := all.Find(block.Word, block.Kind)
			require.NoError(t, err)
			doc := page.Sections[0].Entries[i].Doc
			require.Equal(t, len(a.PendingWords) > 0, strings.Contains(doc, "This version checks `"), doc)
		}
	}
}

// Every page says what it is about, and every attribute and argument what it takes, with an example.
func TestNothingIsLeftOut(t *testing.T) {
	t.Parallel()
	for _, p := range book(t).Pages {
		t.Run(p.Title(), func(t *testing.T) {
			t.Parallel()
			requireText(t, p.Doc)
			for _, s := range p.Sections {
				require.NotEmpty(t, s.Entries, s.Heading)
				for _, e := range s.Entries {
					requireEntry(t, s.Heading, e)
				}
			}
		})
	}
}

func requireEntry(t *testing.T, heading string, e reference.Entry) {
	t.Helper()
	require.NotEmpty(t, e.Name)
	switch heading {
	case "Attributes", "Arguments":
		require.NotEmpty(t, e.Takes, "what %s takes", e.Name)
		require.NotEmpty(t, e.Example, "an example of %s", e.Name)
		requireText(t, e.Doc)
	case "Properties, as `event.…`":
		require.NotEmpty(t, e.Takes, "the type of %s", e.Name)
	case "Names", "What an attribute takes", "What an action's argument takes":
		require.NotEmpty(t, e.Example, "an example of %s", e.Name)
		requireText(t, e.Doc)
	default:
		requireText(t, e.Doc)
	}
}

func requireText(t *testing.T, s string) {
	t.Helper()
	require.NotEmpty(t, s)
	require.NotRegexp(t, regexp.MustCompile(`(?i)\btodo\b`), s)
	require.True(t, strings.HasSuffix(s, "."), "not a sentence: %q", s)
}

// What an attribute or an argument takes has an explanation.
func TestEveryValueIsExplained(t *testing.T) {
	t.Parallel()
	b := book(t)
	explained := map[string]bool{}
	page, err := b.Find("value", "")
	require.NoError(t, err)
	for _, s := range page.Sections {
		for _, e := range s.Entries {
			explained[e.Name] = true
		}
	}
	for _, block := range dsl.ReferenceOf().Blocks {
		for _, a := range block.Attributes {
			require.True(t, explained[a.Takes], "%q has no explanation: add one to dsl/schema_reference_value.go", a.Takes)
		}
	}
	for _, d := range known(t) {
		for _, f := range append(d.Args.Fields, d.Result.Fields...) {
			require.True(t, explained[string(f.Kind)], "%q has no explanation", f.Kind)
		}
	}
}

var linked = regexp.MustCompile(`\]\(([a-z_]+\.md)(?:#([^)]+))?\)`)

// Every link leads to a heading that is there.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	files := book(t).Markdown()
	for name, text := range files {
		for _, m := range linked.FindAllStringSubmatch(text, -1) {
			target, anchor := files[m[1]], m[2]
			require.NotEmpty(t, target, "%s links to %s", name, m[1])
			if anchor != "" {
				require.Contains(t, anchors(target), anchor, "%s links to %s", name, m[0])
			}
		}
	}
}

// anchors is the names of a file's headings as browsers and forges make them.
func anchors(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if heading, ok := strings.CutPrefix(strings.TrimLeft(line, "#"), " "); ok && strings.HasPrefix(line, "#") {
			slug := strings.Map(func(r rune) rune {
				if strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789_-", r) {
					return r
				}
				return -1
			}, strings.ReplaceAll(strings.ToLower(strings.TrimSpace(heading)), " ", "-"))
			all = append(all, slug)
		}
	}
	return all
}

func TestFind(t *testing.T) {
	t.Parallel()
	b := book(t)
	for _, c := range []struct{ word, kind, title, err string }{
		{word: "metric", title: "metric"},
		{word: "trigger", title: "trigger"},
		{word: "trigger", kind: "health_drop", title: "trigger health_drop"},
		{word: "function", kind: "days_until", title: "function days_until"},
		{word: "function", kind: "file", title: "function file"},
		{word: "action", kind: "email", title: "action email"},
		{word: "event", kind: "task.completed", title: "event task.completed"},
		{word: "metrics", err: `there is no page "metrics". Did you mean "metric"?`},
		{word: "trigger", kind: "healthdrop", err: `there is no trigger "healthdrop". Did you mean "health_drop"?`},
		{word: "days_until", title: "function days_until"},
		{word: " health_drop ", title: "trigger health_drop"},
		{word: "helth_drop", err: `there is no page "helth_drop". Did you mean "health_drop"?`},
		{word: "steps", err: `"steps". It is a heading of several: `},
		{word: "metric", kind: "x", err: `there is no page "metric x". Did you mean "metric"?`},
	} {
		t.Run(c.word+" "+c.kind, func(t *testing.T) {
			t.Parallel()
			p, err := b.Find(c.word, c.kind)
			if c.err != "" {
				require.ErrorContains(t, err, c.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.title, p.Title())
		})
	}
}

// Every page is in the index once.
func TestIndexIsComplete(t *testing.T) {
	t.Parallel()
	b := book(t)
	listed := 0
	for _, group := range b.Groups() {
		require.NotEmpty(t, b.Group(group), group)
		listed += len(b.Group(group))
	}
	require.Equal(t, len(b.Pages), listed)
	titles := map[string]bool{}
	for _, p := range b.Pages {
		require.False(t, titles[p.Title()], "%s is there twice", p.Title())
		titles[p.Title()] = true
	}
}
