package reference

import (
	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// argumentKinds says what can be written for each kind of an action's arguments. In all of them {{ … }}
// holds expressions, except in answers and in the name of a template.
var argumentKinds = []Entry{
	{Name: string(actions.KindString), Doc: "A text of one line.", Example: `"Call {{ account.name }}"`},
	{Name: string(actions.KindText), Doc: "A text, often from a file: the body of a mail is Markdown, other texts are shown as they are. What {{ … }} fills in is text whatever it holds, also in Markdown; of variables and locals it is the author's own. A value that is to be Markdown says so: {{ markdown(account.note) }}. In a link's target a value is percent-encoded; where it begins the target it may be a whole address, of http, https, mailto or tel. It can be the whole name of the server, or a part of it before or behind a dot, as in https://{{ account.id }}.example.com/, but not go on with it: https://example.com{{ account.id }} could lead to somebody else's server. A link that leads nowhere is sent as its text alone, and is warned of (TD208). Mails, invitations and terminals leave out the characters that can't be seen, also the marks of direction of text from right to left (U+200E, U+200F): readers' programs find the direction by the letters.", Example: `file("review.md")`},
	{Name: string(actions.KindNumber), Doc: "A number, or an expression that gives one.", Example: `"{{ account.seats }}"`},
	{Name: string(actions.KindBool), Doc: "True or false, or an expression that gives it.", Example: `true`},
	{Name: string(actions.KindDuration), Doc: "A length of time: a whole number and one of the units s, m, h, d and w.", Example: `"30m"`},
	{Name: string(actions.KindDue), Doc: "A duration from now on, also of business time.", Example: `"2 business days"`},
	{Name: string(actions.KindContacts), Doc: "A contact, a list of contacts, or mail addresses.", Example: `"{{ contacts.champions }}"`},
	{Name: string(actions.KindMember), Doc: "The mail address of somebody in a team.", Example: `"{{ account.csm }}"`},
	{Name: string(actions.KindStrings), Doc: "One text, or several in brackets.", Example: `["chat", "email"]`},
	{Name: string(actions.KindAnswers), Doc: "Questions, each with the answers that it allows.", Example: `{ cause = one_of("price", "product"), note = text() }`},
	{Name: string(actions.KindTemplate), Doc: "The name of a template block.", Example: `"checkin"`},
	{Name: string(actions.KindTime), Doc: "A date or a time, from an expression.", Example: `"{{ account.renewal_date }}"`},
	{Name: string(actions.KindAny), Doc: "Any value: texts in it may hold expressions.", Example: `{ seats = "{{ account.seats }}" }`},
}

// names is the page of what expressions can read.
func (b *Book) names(all []dsl.NameReference) {
	p := Page{Word: "name", Group: groupValues, Doc: "What expressions can read. The names stand in the order in which they are worked out: an expression of the customer model, such as that of a tier, reads what comes before it; one of a playbook reads all that are known where it stands. A value that isn't there is missing, and a comparison with it is false."}
	var entries []Entry
	for _, n := range all {
		entries = append(entries, Entry{Name: n.Form, Example: n.Example, Doc: n.Doc})
	}
	p.section("Names", entries)
	b.Pages = append(b.Pages, p)
}

// operators is the page of what stands between the values of an expression.
func (b *Book) operators(all []expression.Operator) {
	p := Page{Word: "operator", Group: groupValues, Doc: "The signs and words of expressions, besides names and functions. An expression is one value: a condition, a number, a text, a list."}
	for i := 0; i < len(all); {
		var entries []Entry
		group := all[i].Group
		for ; i < len(all) && all[i].Group == group; i++ {
			entries = append(entries, Entry{Name: all[i].Name, Example: all[i].Example, Doc: all[i].Doc})
		}
		p.section(group, entries)
	}
	b.Pages = append(b.Pages, p)
}

// values is the page that says how everything is written that attributes and arguments take.
func (b *Book) values(all []dsl.ValueReference) {
	p := Page{Word: "value", Group: groupValues, Doc: "What attributes and arguments take, and how it is written."}
	var entries []Entry
	for _, v := range all {
		entries = append(entries, Entry{Name: v.Takes, Example: v.Example, Doc: v.Doc})
	}
	p.section("What an attribute takes", entries)
	p.section("What an action's argument takes", argumentKinds)
	b.Pages = append(b.Pages, p)
}

// json is the page of the JSON form.
func (b *Book) json(all []dsl.JSONReference) {
	p := Page{Word: "json", Group: groupValues, Doc: "HCL's JSON form, for workspaces that programs write. It says the same as the native form, and both can stand in one folder."}
	var entries []Entry
	for _, r := range all {
		entries = append(entries, Entry{Name: r.Name, Example: r.Example, Doc: r.Doc})
	}
	p.section("How it is written", entries)
	b.Pages = append(b.Pages, p)
}
