package dsl

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/dsl/source"
	"golang.org/x/text/language"
)

// PlanTemplate is a message with its translations. Texts hold {{ … }}.
type PlanTemplate struct {
	Subject string                  `json:"subject"`
	Body    string                  `json:"body"` // Markdown
	Locales map[string]PlanTemplate `json:"locales,omitempty"`
}

// Template is a declared message.
type Template struct {
	Name  string
	Plan  PlanTemplate
	Range diag.Range
}

var templateSchema = &schema{
	word: "template", doc: "A message, with its translations.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "subject", required: true, kind: kindTemplate, example: `"How are things, {{ contact.name }}?"`, doc: "The subject line; {{ … }} is filled in."},
		{name: "body", required: true, kind: kindTemplate, example: `file("checkin.md")`, doc: "The text in Markdown, usually of a file; {{ … }} is filled in, and is text whatever it holds. A value that is to be Markdown says so: {{ markdown(account.note) }}."},
	},
	blocks: []string{"locale"},
	example: `template "checkin" {
  subject = "How are things, {{ contact.name }}?"
  body    = "Is there anything that we can do for you?"

  locale "ja" {
    subject = "{{ contact.name }} さま、ご利用状況はいかがですか"
    body    = "お困りのことはありませんか。"
  }
}`,
}

var localeSchema = &schema{
	word: "locale", doc: "The message in another language.",
	labels: []string{"LANGUAGE"},
	attrs:  templateSchema.attrs,
	example: `locale "ja" {
  subject = "{{ contact.name }} さま、ご利用状況はいかがですか"
  body    = "お困りのことはありませんか。"
}`,
}

// templateText is the texts of a template with their places, for the check at each use.
type templateText struct {
	messages []*message
	used     bool
}

func (l *loader) template(src *hclsyntax.Block) {
	b := l.open(src, templateSchema)
	if b == nil || !l.declare("template", b.name(), b.nameRange()) {
		return
	}
	kept := &templateText{}
	t := &Template{Name: b.name(), Plan: b.message(kept), Range: b.head()}
	for _, child := range b.children("locale") {
		c := l.open(child, localeSchema)
		if c == nil || !l.declare("locale of template "+t.Name, c.name(), c.nameRange()) {
			continue
		}
		l.checkLanguage(c.name(), c.nameRange())
		if t.Plan.Locales == nil {
			t.Plan.Locales = map[string]PlanTemplate{}
		}
		t.Plan.Locales[c.name()] = c.message(kept)
	}
	l.ws.Templates[t.Name] = t
	l.texts[t.Name] = kept
}

func (l *loader) checkLanguage(tag string, at diag.Range) bool {
	if _, err := language.Parse(tag); err == nil {
		return true
	}
	l.Errorf(diag.CodeValue, at, "Unknown language", "%q isn't the tag of a language, such as \"ja\" or \"pt-BR\".", tag)
	return false
}

// message is the texts of a template in one language.
type message struct{ texts []*text }

func (b *block) message(kept *templateText) PlanTemplate {
	var p PlanTemplate
	m := &message{}
	kept.messages = append(kept.messages, m)
	if t := b.text("subject"); t != nil {
		p.Subject = t.value
		m.texts = append(m.texts, t)
	}
	if t := b.text("body"); t != nil {
		t.markdown = true
		p.Body = t.value
		m.texts = append(m.texts, t)
	}
	return p
}

// text reads a string attribute together with where it was written; nil when it isn't there, shows nothing or is
// wrong.
func (b *block) text(name string) *text {
	a := b.Body.Attributes[name]
	if a == nil {
		return nil
	}
	t, ok := b.l.textOf(name, a.Expr)
	if !ok {
		return nil
	}
	if actions.Blank(t.value) {
		b.l.blank(name, b.schema.attr(name), t.Whole)
		return nil
	}
	return t.asTemplate()
}

// useTemplate checks a template in the scope of a step that uses it for an action, and gives the names that it reads.
func (l *loader) useTemplate(name string, p scope, def actions.Definition) []string {
	kept := l.texts[name]
	if kept == nil {
		return nil
	}
	kept.used = true
	var all []string
	var original [][]string
	for i, m := range kept.messages {
		reads, ok := l.readsOf(m, p, def)
		if i == 0 && ok {
			original = reads
		}
		if i > 0 && ok {
			l.compareMessages(name, m, original, slices.Concat(reads...))
		}
		all = append(all, slices.Concat(reads...)...)
	}
	return all
}

// readsOf is the names that each text of a message reads; ok is false when one of them is wrong, or absent.
func (l *loader) readsOf(m *message, p scope, def actions.Definition) (reads [][]string, ok bool) {
	ok = len(m.texts) == len(localeSchema.attrs)
	for _, t := range m.texts {
		compiled := l.compileTemplate(t, p)
		if compiled == nil {
			ok = false
			continue
		}
		if t.markdown {
			l.warnLostLinks(t, compiled, def)
		}
		reads = append(reads, compiled.Reads())
	}
	return reads, ok
}

// compareMessages warns of each name that a translation leaves out, at the text in which the original says it.
func (l *loader) compareMessages(name string, m *message, original [][]string, reads []string) {
	for i, written := range original {
		for _, lacking := range written {
			if slices.Contains(reads, lacking) {
				continue
			}
			reads = append(reads, lacking) // It is said once.
			l.Warnf(diag.CodeTranslation, m.texts[i].Whole, "Translation that leaves something out", "The template %q says {{ %s }} here, and this translation of it doesn't: whoever reads it learns less.", name, l.authored(lacking, m.texts[i].Whole))
		}
	}
}

// compileTemplate checks a text with {{ … }}; nil when it is wrong.
func (l *loader) compileTemplate(t *text, p scope) *expression.Template {
	l.checkFiles(t)
	compiled, problems := expression.CompileTemplate(t.value, p.names)
	l.problems(diag.CodeTemplate, t, 0, p, problems)
	if compiled == nil {
		l.refuseWritten(t, source.Placeholder.FindAllStringIndex(t.value, -1))
	} else {
		if l.refuseSecrets(t, 0, compiled.Uses()) {
			return nil
		}
		l.noteReads(compiled.Reads())
		l.warnMissing(t, 0, compiled.Uses(), p)
		l.warnSingleBraces(t, p)
		if start, end, ok := compiled.Markdown(); ok && !t.markdown {
			l.notMarkdown(diag.CodeTemplate, t.at(l, start, end))
		}
	}
	return compiled
}

// checkUnusedTemplates checks templates that no step uses against what every step could offer.
func (l *loader) checkUnusedTemplates() {
	p := l.withContact(l.factsScope()).with("trigger", expression.Any).
		with("steps", expression.Any).with("run", runType).with("param", expression.Any).with("item", expression.Any)
	for _, name := range names(l.texts) {
		if !l.texts[name].used {
			l.useTemplate(name, p, actions.Definition{})
		}
	}
}
