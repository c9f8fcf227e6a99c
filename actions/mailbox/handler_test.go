package mailbox

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const rich = "From: Hana <hana@example.com>\r\nTo: kenji@acme.example\r\nSubject: <script>alert('subject')</script>\r\n" +
	"Message-ID: <rich@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n44GT44KT44Gr44Gh44GvIDxiPg==\r\n" +
	"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hello <script>alert(1)</script></p>\r\n" +
	"--b\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n" +
	"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:u1@example.com\r\nDTSTART:20260406T021500Z\r\nDTEND:20260406T030000Z\r\n" +
	"SUMMARY:Check-up\\, Acme\r\nDESCRIPTION:1. Usage\r\nORGANIZER;CN=Hana:mailto:hana@example.com\r\n" +
	"ATTENDEE;CN=Kenji;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:kenji@acme.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n" +
	"--b\r\nContent-Type: application/pdf\r\n\r\nx\r\n--b--\r\n"

// site serves a mailbox under a prefix, as the engine does.
func site(t *testing.T, m *Mailbox) string {
	t.Helper()
	server := httptest.NewServer(http.StripPrefix("/mail", m.Handler()))
	t.Cleanup(server.Close)
	return server.URL + "/mail"
}

func get(t *testing.T, url string) (int, http.Header, string) {
	t.Helper()
	res, err := http.Get(url) //nolint:gosec // a test server's
	require.NoError(t, err)
	defer func() { require.NoError(t, res.Body.Close()) }()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, res.Header, string(body)
}

func TestListPage(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	url := site(t, m)
	_, _, empty := get(t, url+"/")
	require.Contains(t, empty, "There is no mail yet.")
	deliver(t, m, rich)
	deliver(t, m, rich)
	status, header, page := get(t, url+"/")
	require.Equal(t, 200, status)
	require.Contains(t, header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Contains(t, page, "2 received, of which 1 had come before")
	require.Contains(t, page, "delivery 2 of the same mail")
	require.Contains(t, page, "&lt;script&gt;alert(&#39;subject&#39;)&lt;/script&gt;")
	require.NotContains(t, page, "<script")
	for _, mark := range []string{`<html lang="en">`, "<main>", "<caption>", `<th scope="col">`, "<h1>", `<time datetime="2026-04-06T01:05:00Z">`} {
		require.Contains(t, page, mark, "what readers with other senses need")
	}
	require.Less(t, strings.Index(page, `href="message/2"`), strings.Index(page, `href="message/1"`), "the newest first")
	status, header, _ = get(t, url+"/style.css")
	require.Equal(t, 200, status)
	require.Contains(t, header.Get("Content-Type"), "text/css")
}

func TestMessagePage(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	url := site(t, m)
	deliver(t, m, rich)
	status, _, page := get(t, url+"/message/1")
	require.Equal(t, 200, status)
	require.NotContains(t, page, "<script")
	require.Contains(t, page, "こんにちは &lt;b&gt;")
	require.Contains(t, page, "<code>rich@example.com</code>")
	require.Contains(t, page, "kenji@acme.example, oona@acme.example", "the envelope")
	require.Contains(t, page, `<iframe src="1/html" sandbox="" title=`)
	require.Contains(t, page, "Parts that are not shown: application/pdf.")
	for _, words := range []string{"Check-up, Acme", "2026-04-06 02:15:00 UTC", "Hana &lt;hana@example.com&gt;", "Kenji &lt;kenji@acme.example&gt; (needs-action)", "REQUEST", "u1@example.com", "1. Usage"} {
		require.Contains(t, page, words, "the invitation is readable")
	}
}

// Every link on the pages leads somewhere, also under a prefix.
func TestLinksLead(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	site := site(t, m)
	deliver(t, m, rich)
	link := regexp.MustCompile(`(?:href|src)="([^"]+)"`)
	for _, page := range []string{"/", "/message/1"} {
		_, _, body := get(t, site+page)
		base, err := url.Parse(site + page)
		require.NoError(t, err)
		found := link.FindAllStringSubmatch(body, -1)
		require.NotEmpty(t, found)
		for _, target := range found {
			leads, err := base.Parse(html.UnescapeString(target[1]))
			require.NoError(t, err)
			require.True(t, strings.HasPrefix(leads.String(), site+"/"), leads)
			status, _, _ := get(t, leads.String())
			require.Equal(t, 200, status, "%s on %s", target[1], page)
		}
	}
}

func TestMailsHTMLIsShutIn(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	deliver(t, m, rich)
	status, header, body := get(t, site(t, m)+"/message/1/html")
	require.Equal(t, 200, status)
	require.Equal(t, "<p>Hello <script>alert(1)</script></p>", strings.TrimSpace(body), "as it was mailed")
	policy := header.Get("Content-Security-Policy")
	require.True(t, strings.HasPrefix(policy, "sandbox;"), policy)
	require.Contains(t, policy, "default-src 'none'")
	require.NotContains(t, policy, "script")
	require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"))
}

func TestSourceIsPlainText(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	deliver(t, m, rich)
	status, header, body := get(t, site(t, m)+"/message/1/raw")
	require.Equal(t, 200, status)
	require.Equal(t, "text/plain; charset=utf-8", header.Get("Content-Type"))
	require.Equal(t, rich, body)
}

func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	url := site(t, m)
	for _, path := range []string{"/message/7", "/message/x", "/message/-1", "/message/0", "/message/7/html", "/message/7/raw", "/other"} {
		status, _, _ := get(t, url+path)
		require.Equal(t, 404, status, path)
	}
	for _, path := range []string{"/?before=x", "/messages?after=-1", "/messages?after=x"} {
		status, _, _ := get(t, url+path)
		require.Equal(t, 400, status, path)
	}
	res, err := http.Post(url+"/messages", "text/plain", nil) //nolint:gosec // a test server's
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, 405, res.StatusCode)
}

func TestMessagesForPrograms(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	url := site(t, m)
	type answer struct {
		Items []Message `json:"items"`
		Next  *int64    `json:"next"`
	}
	ask := func(query string) (a answer) {
		_, header, body := get(t, url+"/messages"+query)
		require.Equal(t, "application/json", header.Get("Content-Type"))
		require.NoError(t, json.Unmarshal([]byte(body), &a))
		return a
	}
	_, _, body := get(t, url+"/messages")
	require.JSONEq(t, `{"items": [], "next": null}`, body)
	for i := range 3 {
		deliver(t, m, eml(fmt.Sprint(i), "Hello"))
	}
	require.Len(t, ask("").Items, 3)
	got := ask("?after=2")
	require.Len(t, got.Items, 1)
	require.EqualValues(t, 3, got.Items[0].ID)
	require.Equal(t, "2@example.com", got.Items[0].MessageID)
	require.Nil(t, got.Next)
	require.Empty(t, ask("?after=3").Items)
}

// Long lists come in pages; walking them meets every message once.
func TestPaging(t *testing.T) {
	t.Parallel()
	b, err := openBox(t.TempDir(), DefaultKeep)
	require.NoError(t, err)
	total := apiLimit + pageSize + 1
	for i := range total {
		b.list(summarize(int64(i+1), envelope{received: received}, []byte(eml(fmt.Sprint(i), "Hello"))))
	}
	m := &Mailbox{box: b}
	url := site(t, m)

	_, _, body := get(t, url+"/messages")
	var first struct {
		Items []Message `json:"items"`
		Next  int64     `json:"next"`
	}
	require.NoError(t, json.Unmarshal([]byte(body), &first))
	require.Len(t, first.Items, apiLimit)
	require.EqualValues(t, apiLimit, first.Next)

	seen := map[string]bool{}
	next := "/"
	older := regexp.MustCompile(`href="(\?before=\d+)"`)
	message := regexp.MustCompile(`href="message/(\d+)"`)
	for next != "" {
		_, _, page := get(t, url+next)
		for _, found := range message.FindAllStringSubmatch(page, -1) {
			require.False(t, seen[found[1]], found[1])
			seen[found[1]] = true
		}
		next = ""
		if found := older.FindStringSubmatch(page); found != nil {
			next = "/" + found[1]
		}
	}
	require.Len(t, seen, total)
}

func TestBrokenMessageIsShownAsFarAsItGoes(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	deliver(t, m, "Subject: Half\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nthe first part\r\n--x\r\nbroken")
	status, _, page := get(t, site(t, m)+"/message/1")
	require.Equal(t, 200, status)
	require.Contains(t, page, "the first part")
	require.Contains(t, page, `<p role="alert">the message can&#39;t be read to its end`)
}
