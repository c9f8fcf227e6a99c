package dsl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/diag"
)

// Team is the people who do tasks.
type Team struct {
	Name, Lead string
	Members    []Member // by address
	// Queue says that tasks beyond what a member can do in a day wait, by the playbook's priority;
	// else they are assigned all the same.
	Queue bool
	Range diag.Range
}

// Member is a person of a team.
type Member struct {
	Address     string
	TasksPerDay int    // 0: any number
	Accounts    int    // 0: any number
	Calendar    string // on which the member's business time is counted; empty: the workspace's
}

var teamSchema = &schema{
	word: "team", doc: "The people who do tasks.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "lead", required: true, kind: kindAddress, example: `"lead@example.com"`, doc: "The mail address of the lead, who gets tasks that name nobody."},
		{name: "overflow", kind: kindWord, words: []string{"assign", "queue"}, unsupportedWords: []string{"queue"}, def: `"assign"`, example: `"queue"`, doc: "What becomes of tasks beyond what a member can do in a day: they are assigned all the same (assign), or wait, by the playbook's priority (queue)."},
	},
	blocks: []string{"member"},
	example: `team "csm" {
  lead     = "lead@example.com"
  overflow = "queue"

  member "hana@example.com" { tasks_per_day = 8 }
}`,
}

var memberSchema = &schema{
	word: "member", doc: "A member of the team, by mail address.",
	labels: []string{"ADDRESS"},
	attrs: []attr{
		{name: "tasks_per_day", kind: kindWhole, example: "8", unsupported: true, doc: "How many tasks the member can do in a day; without it, any number."},
		{name: "accounts", kind: kindWhole, example: "40", unsupported: true, doc: "How many accounts the member can look after; without it, any number."},
		{name: "calendar", kind: kindName, example: `"office"`, unsupported: true, doc: "The calendar that the member's business time is counted on; without it, the workspace's."},
	},
	example: `member "hana@example.com" {
  tasks_per_day = 8
  accounts      = 40
}`,
}

func (l *loader) team(src *hclsyntax.Block) {
	b := l.open(src, teamSchema)
	if b == nil || !l.declare("team", b.name(), b.nameRange()) {
		return
	}
	t := &Team{Name: b.name(), Lead: b.str("lead"), Queue: b.word("overflow") == "queue", Range: b.head()}
	if t.Lead != "" {
		l.checkAddress(t.Lead, b.at("lead"), diag.Hint{})
	}
	for _, child := range b.children("member") {
		m := l.open(child, memberSchema)
		if m != nil && l.checkAddress(m.name(), m.nameRange(), diag.Hint{}) && l.declare("member of team "+t.Name, m.name(), m.nameRange()) {
			t.Members = append(t.Members, m.member())
		}
	}
	slices.SortFunc(t.Members, func(a, b Member) int { return strings.Compare(a.Address, b.Address) })
	l.ws.Teams[t.Name] = t
	if t.Queue {
		l.queue(b, t)
	}
}

// queue checks that something can flow over.
func (l *loader) queue(b *block, t *Team) {
	if !slices.ContainsFunc(t.Members, func(m Member) bool { return m.TasksPerDay > 0 }) {
		l.Warnf(diag.CodeNoEffect, b.at("overflow"), "Nothing that flows over",
			"Nothing waits, as every member can do any number of tasks. Say how many with \"tasks_per_day\" of a member.")
	}
}

func (b *block) member() Member {
	m := Member{Address: b.name(), TasksPerDay: b.whole("tasks_per_day", 1, 1000), Accounts: b.whole("accounts", 1, 1e6)}
	if c := b.l.calendarRef(b, "calendar"); c != nil {
		m.Calendar = c.Name
	}
	return m
}

// has reports whether somebody is of the team.
func (t *Team) has(address string) bool {
	return t.Lead == address || slices.ContainsFunc(t.Members, func(m Member) bool { return m.Address == address })
}

// checkAddress reports what is no mail address, and says whether it is one.
func (l *loader) checkAddress(s string, at diag.Range, instead diag.Hint) bool {
	_, err := actions.ParseAddress(s)
	if err == nil {
		return true
	}
	if instead.Near == "" {
		instead.Sentence = fmt.Sprintf("Mail can't go there: %s.", err)
	}
	l.Errorf(diag.CodeValue, at, "Not a mail address", "%q isn't a mail address such as \"hana@example.com\". %s", s, instead)
	return false
}

// lead is who gets a playbook's tasks that name nobody: the lead of the only team, or of the team
// that the playbook's owner belongs to.
func (l *loader) lead(b *block, owner string) string {
	all := names(l.ws.Teams)
	if len(all) == 1 {
		return l.ws.Teams[all[0]].Lead
	}
	for _, name := range all {
		if t := l.ws.Teams[name]; owner != "" && t.has(owner) {
			return t.Lead
		}
	}
	if len(all) > 1 {
		l.Warnf(diag.CodeNoLead, b.head(), "Nobody for tasks that name nobody",
			"There are several teams. Name a lead or a member of one as the playbook's `owner`: its lead gets tasks without an assignee.")
	}
	return ""
}
