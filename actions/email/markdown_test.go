package email

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/actions"
)

// body returns the HTML of the message without its frame.
func body(t require.TestingT, markdown string) string {
	_, html, err := render(actions.Written(markdown))
	require.NoError(t, err)
	_, rest, ok := strings.Cut(html, "<body>\n")
	require.True(t, ok)
	return strings.TrimSpace(strings.TrimSuffix(rest, "</body>\n</html>\n"))
}

func TestHTML(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ markdown, want string }{
		"emphasis":             {"a *b* **c** ~~d~~", `<p>a <em>b</em> <strong>c</strong> <del>d</del></p>`},
		"link":                 {"[x](https://e.example/?a=1&b=2)", `<p><a href="https://e.example/?a=1&amp;b=2">x</a></p>`},
		"bare link":            {"see https://e.example/a", `<p>see <a href="https://e.example/a">https://e.example/a</a></p>`},
		"mail and phone":       {"[m](mailto:a@b.example) [t](tel:+8131234)", `<p><a href="mailto:a@b.example">m</a> <a href="tel:+8131234">t</a></p>`},
		"Japanese line breaks": {"日本語の\nテキスト", `<p>日本語のテキスト</p>`},
		"Japanese emphasis":    {"日本語の\n**テキスト**", `<p>日本語の<strong>テキスト</strong></p>`},
		"Japanese stops":       {"です。\n次は！\n漢字", `<p>です。次は！漢字</p>`},
		"Korean line breaks":   {"안녕\n하세요", "<p>안녕\n하세요</p>"},
		"Latin line breaks":    {"hello\n*world*\nagain", "<p>hello\n<em>world</em>\nagain</p>"},
		"mixed line breaks":    {"日本語\nhello", "<p>日本語\nhello</p>"},
		"inline HTML":          {"a <b onclick=\"x()\">c</b>", `<p>a &lt;b onclick=&quot;x()&quot;&gt;c&lt;/b&gt;</p>`},
		"block HTML":           {"<div>\n*x*\n</div>", "<p>&lt;div&gt;\n<em>x</em>\n&lt;/div&gt;</p>"},
		"script":               {"<script>alert(1)</script>", `<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>`},
		"comment":              {"<!-- x -->", `<p>&lt;!-- x --&gt;</p>`},
		"javascript":           {"[x](javascript:alert(1))", `<p>x</p>`},
		"shouted javascript":   {"[x](JavaScript:alert(1))", `<p>x</p>`},
		"encoded javascript":   {"[x](&#106;avascript:alert(1))", `<p>x</p>`},
		"reference":            {"[*x*][r]\n\n[r]: vbscript:x", `<p><em>x</em></p>`},
		"auto javascript":      {"<javascript:alert(1)>", `<p>javascript:alert(1)</p>`},
		"data":                 {"[x](data:text/html,x)", `<p>x</p>`},
		"relative":             {"[x](/inbox)", `<p>x</p>`},
		"image":                {"![the chart](https://e.example/c.png)", `<p><a href="https://e.example/c.png">the chart</a></p>`},
		"image without text":   {"![](https://e.example/c.png)", `<p><a href="https://e.example/c.png">https://e.example/c.png</a></p>`},
		"bad image":            {"![x](data:image/png;base64,AA)", `<p>x</p>`},
		"linked image":         {"[![x](javascript:y)](https://e.example)", `<p><a href="https://e.example">x</a></p>`},
		"entities":             {"&lt;b&gt; &amp; AT&T", `<p>&lt;b&gt; &amp; AT&amp;T</p>`},
	} {
		require.Equal(t, c.want, body(t, c.markdown), name)
	}
}

// Whatever a customer's data puts into a text, the HTML has only the tags that Markdown makes, and
// only links that lead out to the web, to mail or to a phone.
func TestHTMLIsHarmless(t *testing.T) {
	t.Parallel()
	tag := regexp.MustCompile(`<[^>]*>`)
	allowed := regexp.MustCompile(`^</?(p|em|strong|del|h[1-6]|ul|ol|li|blockquote|pre|code|hr|br|table|thead|tbody|tr|th|td)( (start|align|class|style)="[^"<>]*")*( /)?>$|^<a href="(https?://|mailto:|tel:)[^"<>]*"( title="[^"<>]*")?>$|^</a>$`)
	word := rapid.SampledFrom([]string{"<script>", "</p>", "<img src=x onerror=y>", "javascript:", "data:", "](", "[x", "](javascript:a)", "![", ")", "<", ">", "\"", "'", "&", "&#60;", "\n", "\n\n", "- ", "# ", "`", "```\n", "|", "a", "https://e.example", "www.e.example", "<https://e.example>", "\\", "*", "日本", " \"t\""})
	rapid.Check(t, func(t *rapid.T) {
		out := body(t, strings.Join(rapid.SliceOfN(word, 0, 25).Draw(t, "words"), ""))
		for _, found := range tag.FindAllString(out, -1) {
			require.Regexp(t, allowed, found, out)
		}
	})
}

func tidied(t *testing.T, markdown string) string {
	t.Helper()
	text, _, err := render(actions.Written(markdown))
	require.NoError(t, err)
	return text
}

func TestText(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Hello\n\n- a\n\nBye\n", tidied(t, "\r\n\n  \nHello  \r\n\r\n \n\n- a\t\n\n\nBye\n\n\n"))
	require.Equal(t, "a\n", tidied(t, "a"))
	require.Equal(t, "\n", tidied(t, " \n"))
}
