package expression_test

import (
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

func TestPiecesTellValuesFromWhatIsWritten(t *testing.T) {
	t.Parallel()
	written, value := func(s string) expression.Piece { return expression.Piece{Text: s} }, func(s string) expression.Piece { return expression.Piece{Text: s, Value: true} }
	for src, want := range map[string][]expression.Piece{
		`Hi {{ account.name }}!`:                                  {written("Hi "), value("Acme"), written("!")},
		`{{ account.name }}`:                                      {value("Acme")},
		`{{ account.csm }}{{ account.seats }}`:                    {value(""), value("20")},
		`{{ '**' + account.name + '**' }}`:                        {value("**Acme**")},
		`{{ account.seats > 1 ? '*yes*' : '*no*' }}`:              {value("*yes*")},
		`{{ markdown('**' + account.name + '**') }}`:              {written("**Acme**")},
		`{{markdown(account.name)}} {{ account.name }}`:           {written("Acme"), written(" "), value("Acme")},
		`{{ account.name | markdown() }}`:                         {written("Acme")},
		`{{ markdown(account.csm) }}`:                             {written("")},
		`{{ '{{' }} and {{ 1 + 1 }}`:                              {written("{{"), written(" and "), written("2")},
		`{{ var.name }} {{ local.name + var.name }}`:              {written("Tend"), written(" "), written("*L*Tend")},
		`{{ var.name + account.name }}`:                           {value("TendAcme")},
		`{{ let a = account.name; var.name }}`:                    {written("Tend")},
		`{{ map(contacts.champions, var.name)[0] }}`:              {value("Tend")},
		`{{ {var: account.name}.var }} {{ [account.name][0] }}`:   {value("Acme"), written(" "), value("Acme")},
		`{{ let v = {name: account.name}; v.name }}`:              {value("Acme")},
		`{{ get({a: account.name}, 'a') }} {{ account['name'] }}`: {value("Acme"), written(" "), value("Acme")},
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			name := expression.Object(map[string]expression.Type{"name": expression.String})
			compiled, problems := expression.CompileTemplate(src, scope().With("var", name).With("local", name))
			require.Empty(t, problems)
			restored, err := expression.RestoreTemplate(src)
			require.NoError(t, err)
			env := environment()
			env.More = map[string]any{"var": map[string]any{"name": "Tend"}, "local": map[string]any{"name": "*L*"}}
			for _, template := range []*expression.Template{compiled, restored} {
				got, err := template.Pieces(env)
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
		})
	}
}

func TestMarkdownStandsAlone(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		`{{ '*' + markdown(account.name) }}`, `{{ upper(markdown(account.name)) }}`, `{{ [markdown(account.name)] }}`,
		`{{ account.active ? markdown(account.name) : '' }}`, `{{ let a = markdown(account.name); a }}`,
		`{{ markdown(markdown(account.name)) }}`, `{{ map(account.tags, markdown(#)) }}`,
	} {
		template, problems := expression.CompileTemplate(src, scope())
		require.Nil(t, template, src)
		require.NotEmpty(t, problems, src)
		require.Contains(t, problems[0].Detail, "stands alone between the braces", src)
		_, err := expression.RestoreTemplate(src)
		require.Error(t, err, src)
	}
	p, problems := expression.Compile(`markdown(account.name)`, scope(), expression.Any)
	require.Empty(t, problems)
	require.True(t, p.IsMarkdown())
	template, problems := expression.CompileTemplate(`Hi {{  markdown(account.name) }}`, scope())
	require.Empty(t, problems)
	start, end, ok := template.Markdown()
	require.True(t, ok)
	require.Equal(t, `markdown(account.name)`, template.Source()[start:end])
	template, _ = expression.CompileTemplate(`Hi {{ account.name }}`, scope())
	_, _, ok = template.Markdown()
	require.False(t, ok)
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
