package expression_test

import (
	"html"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

func TestTemplates(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]struct {
		text  string
		value any // nil: the text
	}{
		``:                     {"", nil},
		`plain }} text`:        {"plain }} text", nil},
		`{{ account.name }}`:   {"Acme", nil},
		`{{account.seats}}`:    {"20", 20.0},
		` {{ account.seats }}`: {" 20", nil},
		`{{ account.name }} さま、{{ account.seats }} 席`:  {"Acme さま、20 席", nil},
		`Dear {{ account.csm }}!`:                      {"Dear !", nil},
		`{{ "{{" }} and {{ '}}' }}`:                    {"{{ and }}", nil},
		`{{ {a: {b: 1}}.a.b }}`:                        {"1", 1.0},
		`{{ map(1..2, {# + 1}) }}`:                     {"2, 3", []any{2.0, 3.0}},
		`{{ "it's \"}}\"" }}`:                          {`it's "}}"`, nil},
		"{{ `\\` }}":                                   {`\`, nil},
		`{{ account.tags }}`:                           {"b, a, b", []any{"b", "a", "b"}},
		`{{ contact.name }}{{ contact.role }}`:         {"Kenjichampion", nil},
		`{{ contact }}`:                                {`{"id":"k","name":"Kenji","role":"champion","score":9}`, environment().Values["contact"]},
		`{{ health.score }} {{ 1e15 }} {{ 1e21 }}`:     {"71.5 1000000000000000 1000000000000000000000", nil},
		`{{ 0.1 + 0.2 }} {{ -0.0 }} {{ 1 / 3 }}`:       {"0.3 0 0.333333333333333", nil},
		`{{ 12_000_000 }} {{ 1 / 0 }} {{ 1 > 0 }}`:     {"12000000  true", nil},
		"{{\n  account.name\n}}":                       {"Acme", nil},
		`{{ metric.tickets_30d }}`:                     {"", nil},
		`{ {{ account.seats }} }`:                      {"{ 20 }", nil},
		`{{ tier == "high" ? "big" : "small" }} {{1}}`: {"big 1", nil},
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			compiled, problems := expression.CompileTemplate(src, scope())
			require.Empty(t, problems)
			restored, err := expression.RestoreTemplate(src)
			require.NoError(t, err)
			for _, template := range []*expression.Template{compiled, restored} {
				text, err := template.Render(environment())
				require.NoError(t, err)
				require.Equal(t, want.text, text)
				value, err := template.Value(environment())
				require.NoError(t, err)
				switch {
				case src == `{{ metric.tickets_30d }}`:
					require.Nil(t, value, "alone, a missing value stays missing")
				case want.value == nil:
					require.Equal(t, want.text, value)
				default:
					require.Equal(t, want.value, value)
				}
				require.Equal(t, src, template.Source())
			}
		})
	}
}

func TestEscapeIsForInsertedValuesOnly(t *testing.T) {
	t.Parallel()
	template, problems := expression.CompileTemplate(`<b>{{ "<i>" + account.name }}</b>`, scope())
	require.Empty(t, problems)
	text, err := template.RenderWith(environment(), html.EscapeString)
	require.NoError(t, err)
	require.Equal(t, `<b>&lt;i&gt;Acme</b>`, text)
}

func TestTemplateProblems(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ src, want string }{
		{`日本 {{ account.name }} {{ accnt.«»seats }}`, ``},
		{`日本 {{ account.name }} {{ account.«seets» }}`, `Did you mean "account.seats"?`},
		{`a «{{» account.name`, `To write two braces as text, write {{ '{{' }}.`},
		{`a «{{» "}" `, `ends with }}`},
		{`a «{{ }}» b`, `Write what to insert`},
		{`a «{{}}» b`, `Write what to insert`},
		{`a {{ account.seats «=» 1 }} b`, `write ==`},
		{`a «{{ if account.active }}»`, `condition ? 'text'`},
		{`a «{{#if account.active}}» b`, `condition ? 'text'`},
		{`a «{{ end }}»`, `condition ? 'text'`},
		{`{{ «${var.x}» }}`, `Write var.x`},
	} {
		t.Run(test.src, func(t *testing.T) {
			t.Parallel()
			src := strings.NewReplacer("«", "", "»", "").Replace(test.src)
			template, problems := expression.CompileTemplate(src, scope())
			require.Nil(t, template)
			require.Len(t, problems, 1)
			if test.want == "" {
				return
			}
			require.Contains(t, problems[0].Detail, test.want)
			start := strings.Index(test.src, "«")
			require.Equal(t, start, problems[0].Start)
			require.Equal(t, strings.Index(test.src, "»")-len("«"), problems[0].End)
			_, err := expression.RestoreTemplate(strings.ReplaceAll(src, "seets", "seats ="))
			require.ErrorContains(t, err, "template ")
		})
	}
}

func TestAllMistakesOfATemplateAreReported(t *testing.T) {
	t.Parallel()
	_, problems := expression.CompileTemplate(`{{ a }} {{ it's }} {{ b }} {{`, scope())
	require.Len(t, problems, 4, "%v", problems)
}

func TestObjectsInsideTextAreWarnedOf(t *testing.T) {
	t.Parallel()
	template, problems := expression.CompileTemplate(`Dear {{ contact }},`, scope())
	require.NotNil(t, template, "it is allowed")
	require.Len(t, problems, 1)
	require.True(t, problems[0].Warning)
	require.Equal(t, " contact ", template.Source()[problems[0].Start:problems[0].End])
}

func TestWhatATemplateReads(t *testing.T) {
	t.Parallel()
	template, problems := expression.CompileTemplate(`{{ account.name }} {{ tier }} {{ account.name }}`, scope())
	require.Empty(t, problems)
	require.Equal(t, []string{"account.name", "tier"}, template.Reads())
	require.False(t, template.ReadsClock())
	require.Equal(t, expression.KindString, template.Type().Kind)
	template, problems = expression.CompileTemplate(`{{ days_until(account.renewal_date) }}`, scope())
	require.Empty(t, problems)
	require.True(t, template.ReadsClock())
	require.Equal(t, expression.KindNumber, template.Type().Kind)
}

func TestATemplateFailsWithItsExpression(t *testing.T) {
	t.Parallel()
	template, err := expression.RestoreTemplate(`a {{ account.name * 2 }}`)
	require.NoError(t, err)
	_, err = template.Render(environment())
	require.ErrorContains(t, err, "a number is needed, not a string")
	_, err = template.Value(environment())
	require.Error(t, err)
}
