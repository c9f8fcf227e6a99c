package expression

import (
	"encoding/base64"
	"errors"
	"strings"
)

func textFunctions() []function {
	one, two := []param{text}, []param{text, text}
	return []function{
		{example: "upper(account.name)", params: one, simple: String, call: onText(strings.ToUpper)},
		{example: "lower(account.name)", params: one, simple: String, call: onText(strings.ToLower)},
		{example: "trim(event.text)", params: two, optional: 1, simple: String, call: trimWith(strings.Trim)},
		{example: "trimPrefix(event.text, 'Re: ')", params: two, simple: String, call: trimWith(strings.TrimPrefix)},
		{example: "trimSuffix(event.text, '.')", params: two, simple: String, call: trimWith(strings.TrimSuffix)},
		{example: "hasPrefix(account.name, 'A')", params: two, simple: Bool, call: onTexts(func(s, t string) any { return strings.HasPrefix(s, t) })},
		{example: "hasSuffix(contact.email, '.jp')", params: two, simple: Bool, call: onTexts(func(s, t string) any { return strings.HasSuffix(s, t) })},
		{example: "indexOf(event.text, 'a')", params: two, simple: Number, call: onTexts(func(s, t string) any { return position(s, strings.Index(s, t)) })},
		{example: "lastIndexOf(event.text, 'a')", params: two, simple: Number, call: onTexts(func(s, t string) any { return position(s, strings.LastIndex(s, t)) })},
		{example: "split(event.text, ',')", params: two, simple: List(String), call: split},
		{example: "replace(event.text, 'a', 'b')", params: []param{text, text, text}, simple: String, call: replace},
		{example: "repeat('-', 3)", params: []param{text, number}, simple: String, call: repeat},
		{example: "join(event.tags, ', ')", params: []param{list, text}, optional: 1, simple: String, call: join2},
		{example: "string(account.seats)", params: []param{anything}, simple: String, call: toText},
		{example: "toBase64(event.text)", params: one, simple: String, call: onText(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) })},
		{example: "fromBase64(event.text)", params: one, simple: String, call: fromBase64},
	}
}

func onText(f func(string) string) func(*run, []any) (any, error) {
	return func(r *run, a []any) (any, error) {
		s, err := wantText(a[0])
		if err != nil {
			return nil, err
		}
		return r.text(f(s))
	}
}

func onTexts(f func(s, t string) any) func(*run, []any) (any, error) {
	return func(_ *run, a []any) (any, error) {
		s, t, err := wantTexts(a[0], a[1])
		if err != nil {
			return nil, err
		}
		return f(s, t), nil
	}
}

func trimWith(f func(s, cut string) string) func(*run, []any) (any, error) {
	return func(_ *run, a []any) (any, error) {
		if len(a) == 1 {
			s, err := wantText(a[0])
			return strings.TrimSpace(s), err
		}
		s, cut, err := wantTexts(a[0], a[1])
		return f(s, cut), err
	}
}

// position counts characters, as len does; -1 when there is none.
func position(s string, i int) float64 {
	if i < 0 {
		return -1
	}
	return float64(len([]rune(s[:i])))
}

func split(r *run, a []any) (any, error) {
	s, by, err := wantTexts(a[0], a[1])
	if err != nil {
		return nil, err
	}
	parts := strings.SplitN(s, by, maxList+1)
	if err := r.size(len(parts)); err != nil {
		return nil, err
	}
	items := make([]any, len(parts))
	for i, p := range parts {
		items[i] = p
	}
	return items, nil
}

func replace(r *run, a []any) (any, error) {
	s, from, err := wantTexts(a[0], a[1])
	if err != nil {
		return nil, err
	}
	to, err := wantText(a[2])
	if err != nil {
		return nil, err
	}
	if strings.Count(s, from)*len(to) > maxText {
		return nil, errTooLong
	}
	return r.text(strings.ReplaceAll(s, from, to))
}

func repeat(r *run, a []any) (any, error) {
	s, err := wantText(a[0])
	if err != nil {
		return nil, err
	}
	n, err := wantNumber(a[1])
	if err != nil {
		return nil, err
	}
	if n*float64(len(s)) > maxText || n > maxText {
		return nil, errTooLong
	}
	return r.text(strings.Repeat(s, max(0, int(n))))
}

func join2(r *run, a []any) (any, error) {
	items, err := wantList(a[0])
	if err != nil {
		return nil, err
	}
	by := ""
	if len(a) == 2 {
		if by, err = wantText(a[1]); err != nil {
			return nil, err
		}
	}
	return r.join(items, by)
}

func toText(r *run, a []any) (any, error) { return r.show(a[0]) }

func fromBase64(_ *run, a []any) (any, error) {
	s, err := wantText(a[0])
	if err != nil {
		return nil, err
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil, errors.New("the string is not in Base64")
	}
	return strings.ToValidUTF8(string(b), "\uFFFD"), nil
}
