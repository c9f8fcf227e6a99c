package dsl

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Team is the people who do tasks.
type Team struct {
	Name, Lead string
	Members    []string
	Range      Range
}

var teamSchema = &schema{
	word: "team", doc: "The people who do tasks.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "lead", required: true, takes: takesAddress, example: `"lead@example.com"`, doc: "The mail address of the lead, who gets tasks that name nobody."},
		{name: "overflow", takes: takesWord, words: []string{"queue"}, example: `"queue"`, pending: true, doc: "What becomes of tasks beyond what a member can do in a day."},
	},
	blocks: []string{"member"},
	example: `team "csm" {
  lead = "lead@example.com"

  member "hana@example.com" {}
}`,
}

var memberSchema = &schema{
	word: "member", doc: "A member of the team, by mail address.",
	labels: []string{"ADDRESS"},
	attrs: []attr{
		{name: "tasks_per_day", takes: takesWhole, example: "8", pending: true, doc: "How many tasks the member can do in a day."},
		{name: "accounts", takes: takesWhole, example: "40", pending: true, doc: "How many accounts the member can look after."},
		{name: "calendar", takes: takesName, example: `"office"`, pending: true, doc: "The calendar that the member's business time is counted on."},
	},
	example: `member "hana@example.com" {}`,
}

func (l *loader) team(src *hclsyntax.Block) {
	b := l.open(src, teamSchema)
	if b == nil || !l.first("team", b.name(), b.nameRange()) {
		return
	}
	t := &Team{Name: b.name(), Lead: b.str("lead"), Range: b.head()}
	if t.Lead != "" {
		l.checkAddress(t.Lead, b.at("lead"))
	}
	for _, child := range b.children("member") {
		m := l.open(child, memberSchema)
		if m == nil || !l.checkAddress(m.name(), m.nameRange()) || !l.first("member of team "+t.Name, m.name(), m.nameRange()) {
			continue
		}
		t.Members = append(t.Members, m.name())
	}
	slices.Sort(t.Members)
	l.ws.Teams[t.Name] = t
}

func (l *loader) checkAddress(s string, at Range) bool {
	if isAddress(s) {
		return true
	}
	l.errorf(CodeValue, at, "Not a mail address", "%q isn't a mail address such as \"hana@example.com\".", s)
	return false
}

// isAddress is a coarse check: whether mail arrives there, only mail can tell.
func isAddress(s string) bool {
	user, host, ok := strings.Cut(s, "@")
	return ok && user != "" && host != "" && !strings.ContainsAny(s, " \t\r\n<>,;\"") && !strings.Contains(host, "@")
}

// lead is who gets a playbook's tasks that name nobody: the lead of the only team, or of the team
// that the playbook's owner belongs to.
func (l *loader) lead(b *block, owner string) string {
	all := names(l.ws.Teams)
	if len(all) == 1 {
		return l.ws.Teams[all[0]].Lead
	}
	for _, name := range all {
		if t := l.ws.Teams[name]; owner != "" && (t.Lead == owner || slices.Contains(t.Members, owner)) {
			return t.Lead
		}
	}
	if len(all) > 1 {
		l.warnf(CodeNoLead, b.head(), "Nobody for tasks that name nobody",
			"There are several teams. Name a lead or a member of one as the playbook's `owner`: its lead gets tasks without an assignee.")
	}
	return ""
}
