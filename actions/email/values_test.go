package email

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/actions"
)

// positions are where a value can stand: ‹› is the value.
var positions = []string{
	"Hello ‹›, welcome", "‹›", "a\n\n‹›\n\nb", "‹›\n===", "# ‹›", "- ‹›\n- b", "1. ‹›", "> ‹›", "*‹›*", "**a‹›**", "_‹›_", "~~‹›~~",
	"`‹›`", "``a ‹› b``", "```\n‹›\n```", "```‹›\na\n```", "    ‹›\n", "| a | ‹› |\n|---|---|\n| ‹› | b |", "a  \n‹›\n‹›", "日本\n‹›\nさま",
	"[‹›](https://app.example/a)", "[a](https://app.example/x?id=‹›&b=1)", "[a](https://app.example/‹›/b#‹›)", "[a](<https://app.example/‹›>)",
	"[a](https://app.example/x \"‹›\")", "[a][r]\n\n[r]: https://app.example/‹› '‹›'", "[‹›][r]\n\n[r]: https://app.example/", "[‹›]\n\n[‹›]: https://app.example/",
	"![‹›](https://app.example/c.png)", "![](https://app.example/‹›.png)", "[a](‹›)", "[a](‹›/b?c=‹›)", "[a](javascript:‹›)", "[a](data:‹›)", "[a](//‹›)", "[a](/‹›)",
	"[a](https://‹›/b)", "[a](https://‹›.app.example/)", "[a](https://app.example‹›)", "[a](https://app.example‹›/b)", "[a](https://app.example:‹›/b)",
	"[a](https://‹›@app.example/)", "[a](https:‹›)", "[a](h‹›)", "[a](https://app.example/%‹›)", "[a](mailto:‹›)", "[a](mailto:‹›@app.example)", "[a](mailto:a@app.example?subject=‹›)", "[a](tel:‹›)",
	"see https://app.example/‹›.", "see https://app.example/x?id=‹›&b=1", "see www.app.example/‹›", "see https://‹›.app.example/", "see https://app.example‹›", "see ‹›@app.example", "see a@‹›.example",
	"<https://app.example/‹›>", "<‹›>", "<‹›@app.example>", "<b title=\"‹›\">a</b>", "&‹›;", "&#‹›;", "\\‹›", "‹›(https://app.example/)", "[a‹›(https://app.example/)", "‹›‹›",
}

// attacks are values that would be something else than text.
var attacks = []string{
	"Acme", "[Verify](https://evil.example)", "](https://evil.example) [x", "*star* _low_ **bold** ~~gone~~ `code`", "# Big", "a\n\n# Big\n\n- one\n1. two\n> three\n\n    four\n```\nfive",
	"a\n===", "| a |\n|---|\n| b |", "https://evil.example/?a=1&b=2#c", "www.evil.example evil@evil.example <https://evil.example>", "//evil.example/", "javascript:alert(1)", " data:text/html,<script>x</script>",
	"<a href=\"https://evil.example\">x</a><img src=x onerror=y>", "\"onclick=\"x' title='y", "..", "../..", "?a=b#c&d=e%2e%2e", "x@evil.example", "evil.example", ".evil.example", "@evil.example", "\\", "\\*a\\* &lt;b&gt; &#42;",
	"\ta\u3000\u00a0\u202e b", "`` ` ```", "\"x\" 'y' (z)", "a\r\nb\rc\x00", "![x](https://evil.example/x.png)", "[r]: https://evil.example", "mailto:a@evil.example?bcc=b@evil.example,c", "qvaluerrrrrrrraaaaaa qvalue", "",
}

func filled(position, value string) actions.Markdown {
	var m actions.Markdown
	for i, written := range strings.Split(position, "‹›") {
		if i > 0 {
			m.Fill(value)
		}
		m.Add(written)
	}
	return m
}

func made(t require.TestingT, m actions.Markdown) (text, body string) {
	text, doc, err := render(m)
	require.NoError(t, err)
	_, rest, ok := strings.Cut(doc, "<body>\n")
	require.True(t, ok)
	return text, strings.TrimSuffix(rest, "</body>\n</html>\n")
}

func TestValuesAreTextWhereverTheyStand(t *testing.T) {
	t.Parallel()
	for _, position := range positions {
		want := structureOf(t, position)
		for _, value := range attacks {
			want.check(t, value)
		}
	}
}

// element is a tag of the HTML. Of a link there is where it leads, of the others the attributes' names.
type element struct{ tag, to string }

func elements(t require.TestingT, body string) (all, links []element) {
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return all, links
		case html.CommentToken, html.DoctypeToken:
			require.Fail(t, "neither has a place in a mail's body", body)
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			token := z.Token()
			e := element{tag: token.String()[:2] + token.Data}
			for _, a := range token.Attr {
				switch {
				case token.Data != "a":
					e.to += " " + a.Key
				case a.Key == "href":
					e.to = a.Val
				default:
					require.Equal(t, "title", a.Key, body)
				}
			}
			switch {
			case token.Data == "a" && token.Type == html.StartTagToken:
				links = append(links, e)
			case token.Data != "a" && token.Data != "br":
				all = append(all, e)
			}
		}
	}
}

// wholes are harmless values that are whole targets, each with other things allowed after it.
var wholes = []string{"https://harmless.example/a", "https://harmless.example/a?b", "https://harmless.example/a#b", "mailto:harmless@harmless.example"}

// structure is what harmless values make in a place: a word, and whole targets, which are links where the
// author handed a target over.
type structure struct {
	position     string
	all, allowed []element
	links        int // the most of them
}

func structureOf(t require.TestingT, position string) structure {
	s := structure{position: position}
	for _, value := range append([]string{"harmless"}, wholes...) {
		_, body := made(t, filled(position, value))
		all, links := elements(t, body)
		s.all, s.allowed, s.links = all, append(s.allowed, links...), max(s.links, len(links))
	}
	return s
}

// check says that a value makes no other.
func (s structure) check(t require.TestingT, value string) {
	if strings.TrimSpace(normal(value)) == "" {
		return // A paragraph of nothing is left out.
	}
	_, body := made(t, filled(s.position, value))
	all, links := elements(t, body)
	require.Equal(t, s.all, all, "%q in %q: %s", value, s.position, body)
	require.LessOrEqual(t, len(links), s.links, "%q in %q: %s", value, s.position, body)
	for _, link := range links {
		require.Truef(t, isLike(link, s.allowed), "%q in %q leads to %q: %s", value, s.position, link.to, body)
	}
}

// isLike reports whether a link leads where one of the others does, as far as the author wrote it.
func isLike(link element, others []element) bool {
	u, err := url.Parse(link.to)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(others, func(other element) bool {
		if slices.ContainsFunc(wholes, func(whole string) bool { return strings.HasPrefix(other.to, whole) }) {
			return harmless(link.to)
		}
		o, err := url.Parse(other.to)
		return other.to == link.to || err == nil && o.Scheme == u.Scheme && (o.Host == u.Host || strings.Contains(o.Host, "harmless")) &&
			strings.Count(o.EscapedPath(), "/") == strings.Count(u.EscapedPath(), "/") && strings.Count(o.Opaque, "@") >= strings.Count(u.Opaque, "@")-1
	})
}

func TestWhatAValueBecomes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ position, value, html, text string }{
		"a link":                         {"Hello ‹›", "[Verify](https://evil.example)", "<p>Hello [Verify](https://evil.example)</p>\n", "Hello [Verify](https://evil.example)\n"},
		"what can't be seen in a target": {"[x](https://a.example/‹›)", "a\u202eb\u200bc", "<p><a href=\"https://a.example/abc\">x</a></p>\n", "[x](https://a.example/abc)\n"},
		"what can't be seen in Markdown": {"[x](https://a\u200b.example/‹›)", "b", "<p><a href=\"https://a.example/b\">x</a></p>\n", ""},
		"what can't be seen in a mailto": {"[x](mailto:a@a.example?subject=‹›)", "a\u202eb", "<p><a href=\"mailto:a@a.example?subject=ab\">x</a></p>\n", "[x](mailto:a@a.example?subject=ab)\n"},
		"emphasis":                       {"Hello **‹›**", "*star*", "<p>Hello <strong>*star*</strong></p>\n", "Hello ***star***\n"},
		"a heading":                      {"‹›", "# Big", "<p># Big</p>\n", "# Big\n"},
		"several lines":                  {"They said: ‹›!", "one\r\n\r\n# two", "<p>They said: one<br>\n<br>\n# two!</p>\n", "They said: one\n\n# two!\n"},
		"out of the author's link":       {"[‹›](https://app.example/)", "Acme](https://evil.example) [x", "<p><a href=\"https://app.example/\">Acme](https://evil.example) [x</a></p>\n", "[Acme](https://evil.example) [x](https://app.example/)\n"},
		"in a target":                    {"[a](https://app.example/‹›?q=‹›)", "a b/ü?&\"", "<p><a href=\"https://app.example/a%20b%2F%C3%BC%3F%26%22?q=a%20b%2F%C3%BC%3F%26%22\">a</a></p>\n", "[a](https://app.example/a%20b%2F%C3%BC%3F%26%22?q=a%20b%2F%C3%BC%3F%26%22)\n"},
		"a bare URL of the author's":     {"See https://app.example/‹›.", "a b", "<p>See <a href=\"https://app.example/a%20b\">https://app.example/a%20b</a>.</p>\n", "See https://app.example/a%20b.\n"},
		"a bare URL":                     {"See ‹›.", "https://evil.example", "<p>See https://evil.example.</p>\n", "See https://evil.example.\n"},
		"a whole target":                 {"[a](‹›)", "https://x.example/?a=1&b=2;c", "<p><a href=\"https://x.example/?a=1&amp;b=2;c\">a</a></p>\n", "[a](https://x.example/?a=1&b=2;c)\n"},
		"a whole target that is broken":  {"[a](‹›)", "https://x.example/) [b](https://y.example/", "<p><a href=\"https://x.example/)%20%5Bb%5D(https://y.example/\">a</a></p>\n", ""},
		"a whole target of a script":     {"[a](‹›)", "javascript:alert(1)", "<p>a</p>\n", "[a](javascript:alert(1))\n"},
		"a script of the author's":       {"[a](javascript:‹›)", "alert(1)", "<p>a</p>\n", "[a](javascript: alert(1))\n"},
		"a folder above":                 {"[a](https://app.example/a/‹›/b)", "..", "<p>a</p>\n", "[a](https://app.example/a/ ../b)\n"},
		"more of the host":               {"[a](https://app.example‹›)", ".evil.example", "<p>a</p>\n", "[a](https://app.example .evil.example)\n"},
		"more of a bare host":            {"See https://app.example‹›", ".evil.example", "<p>See https://app.example .evil.example</p>\n", "See https://app.example .evil.example\n"},
		"the host":                       {"[a](https://‹›.app.example/)", "acme", "<p><a href=\"https://acme.app.example/\">a</a></p>\n", "[a](https://acme.app.example/)\n"},
		"an address":                     {"[a](mailto:‹›)", "a+b@x.example", "<p><a href=\"mailto:a+b@x.example\">a</a></p>\n", "[a](mailto:a+b@x.example)\n"},
		"a second address":               {"[a](mailto:‹›)", "a@x.example,b@y.example?bcc=c", "<p><a href=\"mailto:a%40x.example%2Cb%40y.example%3Fbcc%3Dc\">a</a></p>\n", ""},
		"code":                           {"`‹›`", "`<b>`\n&lt;", "<p><code>`&lt;b&gt;`<br>\n&amp;lt;</code></p>\n", ""},
		"a code block":                   {"```\n‹›\n```", "```\n# a\n&amp;", "<pre><code>```\n# a\n&amp;amp;\n</code></pre>\n", "```\n```\n# a\n&amp;\n```\n"},
		"a language of code":             {"```‹›\na\n```", "x\" y", "<pre><code>a\n</code></pre>\n", ""},
		"a title":                        {"[a](https://app.example/ \"‹›\")", "\"x\"\ny", "<p><a href=\"https://app.example/\" title=\"&#34;x&#34; y\">a</a></p>\n", ""},
		"a cell of a table":              {"| a |\n|---|\n| ‹› |", "b | c |\n\n| d", "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b | c |<br>\n<br>\n| d</td>\n</tr>\n</tbody>\n</table>\n", ""},
		"backslashes and entities":       {"a ‹›", `\*b\* &lt; C:\x`, `<p>a \*b\* &amp;lt; C:\x</p>` + "\n", `a \*b\* &lt; C:\x` + "\n"},
		"Japanese line breaks":           {"株式会社\n‹›\nさま", "田中", "<p>株式会社田中さま</p>\n", "株式会社\n田中\nさま\n"},
		"nothing":                        {"a\n\n‹›\n\nb", "", "<p>a</p>\n<p>b</p>\n", "a\n\nb\n"},
		"the words in the places":        {"qvaluerrrrrrrraaaaaa qvaluerrrrrrrs ‹› ‹›", "qvaluerrrrrrrtaaaaab", "<p>qvaluerrrrrrrraaaaaa qvaluerrrrrrrs qvaluerrrrrrrtaaaaab qvaluerrrrrrrtaaaaab</p>\n", "qvaluerrrrrrrraaaaaa qvaluerrrrrrrs qvaluerrrrrrrtaaaaab qvaluerrrrrrrtaaaaab\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, body := made(t, filled(c.position, c.value))
			require.Equal(t, c.html, body)
			if c.text != "" {
				require.Equal(t, c.text, text)
			}
		})
	}
}

// Whatever an author writes around a value, it is text, and the plain text has it as it is.
func TestNoValueIsMarkup(t *testing.T) {
	t.Parallel()
	piece := rapid.OneOf(rapid.SampledFrom(append(strings.Split(strings.Join(attacks, "\n"), "\n"), "\n", " ", "](", ")", "‹", "|", "    ")), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		value := strings.Join(rapid.SliceOfN(piece, 1, 4).Draw(t, "value"), "")
		structureOf(t, rapid.SampledFrom(positions).Draw(t, "first")+"\n"+rapid.SampledFrom(positions).Draw(t, "second")).check(t, value)
		text, _ := made(t, filled("Hello ‹›!", value))
		require.Equal(t, tidy("Hello "+normal(value)+"!"), text)
	})
}

// FuzzValue puts any value into any Markdown: the HTML has no link and no markup that the author didn't write.
func FuzzValue(f *testing.F) {
	for _, position := range positions {
		before, after, _ := strings.Cut(position, "‹›")
		for _, value := range attacks[:12] {
			f.Add(before, value, after)
		}
	}
	f.Fuzz(func(t *testing.T, before, value, after string) {
		structureOf(t, before+"‹›"+after).check(t, value)
	})
}

// The links that a playbook's author is warned of are those that no mail has.
func TestLostLinksAreInNoMail(t *testing.T) {
	t.Parallel()
	for _, position := range positions {
		m := filled(position, "Acme")
		found := &targets{}
		converter(util.Prioritized(found, 1000)).Parser().Parse(text.NewReader(newPlaces(m).source))
		most := 0
		for _, value := range trials {
			_, body := made(t, filled(position, value))
			_, links := elements(t, body)
			most = max(most, len(links))
		}
		require.Equal(t, len(found.all)-len(lostLinks(m)), most, position)
	}
	for _, position := range []string{"[a](‹›.example)", "[a](‹›@app.example)", "[a](‹›://app.example)"} {
		lost := lostLinks(filled(position, "Acme"))
		require.Len(t, lost, 1)
		_, body := made(t, filled(position, "acme"))
		require.NotContains(t, body, "<a ", "only a whole address would be a link, which nobody means here")
	}
}
