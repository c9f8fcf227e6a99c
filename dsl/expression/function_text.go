package expression

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
)

// markdown is the function that lets a value be Markdown. It changes nothing: a template asks for it.
const markdown = "markdown"

func textFunctions() []function { return slices.Concat(textParts(), textForms()) }

// textParts is the functions that look for or take away a part of a text.
func textParts() []function {
	one, two := []param{{"text", text}}, []param{{"text", text}, {"part", text}}
	return []function{
		{
			example: "upper(account.name)", params: one, simple: String, call: onText(strings.ToUpper),
			doc: "The text in capital letters.",
		},
		{
			example: "lower(account.name)", params: one, simple: String, call: onText(strings.ToLower),
			doc: "The text in small letters.",
		},
		{
			example: "trim(event.text)", params: []param{{"text", text}, {"characters", text}}, optional: 1, simple: String, call: trimWith(strings.Trim),
			doc: "The text without white space, or without the given characters, at both ends.",
		},
		{
			example: "trimPrefix(event.text, 'Re: ')", params: two, simple: String, call: trimWith(strings.TrimPrefix),
			doc: "The text without the part that it begins with, if it does.",
		},
		{
			example: "trimSuffix(event.text, '.')", params: two, simple: String, call: trimWith(strings.TrimSuffix),
			doc: "The text without the part that it ends with, if it does.",
		},
		{
			example: "hasPrefix(account.name, 'A')", params: two, simple: Bool, call: onTexts(func(s, t string) any { return strings.HasPrefix(s, t) }),
			doc: "Whether the text begins with the part.",
		},
		{
			example: "hasSuffix(contact.email, '.jp')", params: two, simple: Bool, call: onTexts(func(s, t string) any { return strings.HasSuffix(s, t) }),
			doc: "Whether the text ends with the part.",
		},
		{
			example: "indexOf(event.text, 'a')", params: two, simple: Number, call: onTexts(func(s, t string) any { return position(s, strings.Index(s, t)) }),
			doc: "The place of the part's first occurrence, in characters counted from 0; -1 when there is none.",
		},
		{
			example: "lastIndexOf(event.text, 'a')", params: two, simple: Number, call: onTexts(func(s, t string) any { return position(s, strings.LastIndex(s, t)) }),
			doc: "The place of the part's last occurrence, in characters counted from 0; -1 when there is none.",
		},
	}
}

// textForms is the functions that make another text, or several, of one.
func textForms() []function {
	one := []param{{"text", text}}
	return []function{
		{
			example: "split(event.text, ',')", params: []param{{"text", text}, {"by", text}}, simple: List(String), call: split,
			doc: "The list of the texts that stand between the separators.",
		},
		{
			example: "replace(event.text, 'a', 'b')", params: []param{{"text", text}, {"old", text}, {"new", text}}, simple: String, call: replace,
			doc: "The text with every occurrence of the old part replaced by the new one.",
		},
		{
			example: "repeat('-', 3)", params: []param{{"text", text}, {"times", number}}, simple: String, call: repeat,
			doc: "The text so many times one after another.",
		},
		{
			example: "join(event.tags, ', ')", params: []param{{"items", list}, {"by", text}}, optional: 1, simple: String, call: join2,
			doc: "The elements as one text, with the separator, if one is given, between them. Missing ones are left out.",
		},
		{
			example: "string(account.seats)", params: []param{{"value", anything}}, simple: String, call: toText,
			doc: "The value as a template shows it: a number without an exponent, a list with commas, an object as JSON.",
		},
		{
			example: "markdown(event.text)", params: one, simple: String, call: onText(func(s string) string { return s }),
			doc: "The text, taken for Markdown: its links are links, its stars are emphasis. Without it every value is text, whatever it holds. It stands alone between the braces of a text that is Markdown, such as the body of a mail; take it for what your own people write, never for what a customer can.",
		},
		{
			example: "toBase64(event.text)", params: one, simple: String, call: onText(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }),
			doc: "The text in Base64.",
		},
		{
			example: "fromBase64(event.text)", params: one, simple: String, call: fromBase64,
			doc: "The text that was written in Base64; text that isn't in Base64 is an error.",
		},
	}
}

func onText(f func(string) string) callable {
	return func(r *run, a []any) (any, error) {
		s, err := wantText(a[0])
		if err != nil {
			return nil, err
		}
		return r.text(f(s))
	}
}

func onTexts(f func(s, t string) any) callable {
	return func(_ *run, a []any) (any, error) {
		s, t, err := wantTexts(a[0], a[1])
		if err != nil {
			return nil, err
		}
		return f(s, t), nil
	}
}

func trimWith(f func(s, cut string) string) callable {
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
