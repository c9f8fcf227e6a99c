package email

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tendhq/tend/actions"
	"github.com/yuin/goldmark/util"
)

// target is where a link leads, being put together of what the author wrote and of values. A value is one
// part of it and changes nothing of what the author wrote around it; where it begins the target, the author
// has handed over all of it, and it may be a whole URL.
type target struct {
	text string
	// spans is where values stand that are a part of the text.
	spans []span
	// refused says that a value can't stand where it does.
	refused bool
}

type span struct{ from, to int }

// target puts the values into a link's target, and they are shown as they stand there from now on. When ok is
// false the link can't lead anywhere, and values that can't be a part of what the author wrote before them are
// shown apart from it, for programs that make a link of whatever looks like one.
func (p *places) target(written string) (text string, ok bool) {
	var t target
	shown, apart := map[int]string{}, map[int]string{}
	written = strings.TrimSpace(actions.Visible(written))
	addressed := strings.Contains(written, "@")
	from := 0
	for _, at := range append(p.word.FindAllStringIndex(written, -1), []int{len(written), len(written)}) {
		t.text += string(util.URLEscape([]byte(written[from:at[0]]), false)) // as HTML will have it
		from = at[1]
		if i, known := p.value(written[at[0]:at[1]]); known {
			if t.text != "" {
				apart[i] = " " + p.values[i]
			}
			shown[i] = t.add(p.values[i], addressed)
		} else {
			t.text += written[at[0]:at[1]]
		}
	}
	ok = !t.refused && harmless(string(util.URLEscape([]byte(t.text), false))) && !t.isTurned()
	if !ok {
		shown = apart
	}
	for i, s := range shown {
		p.shown[i] = s
	}
	return t.text, ok
}

// hostPart is what a value can be in the name of a host, or as its port.
var hostPart = regexp.MustCompile(`^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)?$`)

const (
	unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	reserved   = ":/?#[]@!$&'()*+,;="
)

// add appends a value and gives it as it stands in the target. In one that is addressed the author wrote the
// sign of a mail address, so that the value is only a part of it.
func (t *target) add(value string, addressed bool) string {
	value = actions.Visible(value)
	if t.text == "" {
		value = strings.TrimSpace(value)
		t.refused = !harmless(value)
		t.text = escape(value, unreserved+reserved+"%")
		return t.text
	}
	switch in := t.in(); {
	case in == inScheme:
		t.refused = true
	case in == inHost:
		t.refused = t.refused || !hostPart.MatchString(value)
	case in == inAddress && !addressed && strings.Count(value, "@") == 1:
		value = escape(value, unreserved+"+@")
	case in == inAddress:
		value = escape(value, unreserved+"+")
	default:
		value = escape(value, unreserved)
	}
	from := len(t.text)
	t.text += value
	if n := len(t.spans); n > 0 && t.spans[n-1].to == from {
		t.spans[n-1].to = len(t.text)
	} else {
		t.spans = append(t.spans, span{from, len(t.text)})
	}
	return value
}

// area is a part of a URL by what a value can do in it.
type area int

const (
	inScheme  area = iota // also before it is known whether it is one
	inHost                // with the port
	inAddress             // of a mail, or a phone number
	inRest                // path, query and fragment
)

// in returns where the next part of the target stands.
func (t *target) in() area {
	scheme, rest, found := strings.Cut(t.text, ":")
	switch {
	case !found || strings.ContainsAny(scheme, "/?#"):
		return inScheme
	case strings.ContainsAny(rest, "?#"):
		return inRest
	case strings.EqualFold(scheme, "mailto") || strings.EqualFold(scheme, "tel"):
		return inAddress
	case !strings.HasPrefix(rest, "//"):
		return inScheme
	case strings.Contains(rest[len("//"):], "/"):
		return inRest
	}
	return inHost
}

// isTurned reports whether a value makes the link lead elsewhere than to what the author wrote around it: by
// going on with the name of the author's host, or by leaving a folder of the path.
func (t *target) isTurned() bool {
	_, rest, _ := strings.Cut(t.text, ":")
	if !strings.HasPrefix(rest, "//") {
		return false
	}
	host := len(t.text) - len(rest) + len("//")
	path := end(t.text, host, "/?#")
	query := end(t.text, path, "?#")
	return slices.ContainsFunc(t.spans, func(s span) bool {
		switch {
		case s.from == s.to || s.from >= query:
			return false
		case s.from >= path:
			from := max(path, strings.LastIndex(t.text[:s.from], "/")+1)
			return isDots(t.text[from:end(t.text, s.to, "/?#")])
		}
		return s.from > host && !strings.ContainsRune(".@:", rune(t.text[s.from-1])) && s.to == end(t.text, s.to, "/?#:")
	})
}

// end returns the place of the first of the signs from a place on, or the end of the text.
func end(s string, from int, signs string) int {
	if i := strings.IndexAny(s[from:], signs); i >= 0 {
		return from + i
	}
	return len(s)
}

// isDots reports whether a part of a path means another one: itself, or what is above it.
func isDots(segment string) bool {
	segment = strings.NewReplacer("%2e", ".", "%2E", ".").Replace(segment)
	return segment == "." || segment == ".."
}

// escape writes every byte but the allowed ones in hexadecimal digits.
func escape(s, allowed string) string {
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte(allowed, s[i]) >= 0 {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", s[i])
		}
	}
	return b.String()
}

// harmless reports whether a target leads somewhere and can do no harm.
func harmless(target string) bool {
	u, err := url.Parse(strings.TrimSpace(target))
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.Host != ""
	case "mailto", "tel":
		return true
	}
	return false
}
