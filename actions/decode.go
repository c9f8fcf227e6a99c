package actions

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// shapes says what the JSON of each kind looks like, for messages.
var shapes = map[Kind]string{
	KindString:   "a string",
	KindMember:   "a string",
	KindTemplate: "a string",
	KindNumber:   "a number",
	KindBool:     "true or false",
	KindContacts: "a contact such as {\"id\": …, \"email\": …}",
	KindStrings:  "a list of strings",
	KindTime:     "an RFC 3339 instant",
}

// decode fills a struct from the JSON object of arguments. An argument that isn't declared, one of the
// wrong type and a required one that is missing or empty are errors that name it. It gives what it decoded.
func (l layout) decode(kind string, raw json.RawMessage, into reflect.Value) (map[string]json.RawMessage, error) {
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil || given == nil {
		return nil, fmt.Errorf("the arguments of action %q are not a JSON object", kind)
	}
	// Unknown names come first: a mistyped one is why the right one is missing.
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.ContainsFunc(l, func(f fieldLayout) bool { return f.Name == name }) {
			return nil, fmt.Errorf("action %q takes no argument %q; its arguments are %s", kind, name, l.names())
		}
	}
	for _, f := range l {
		value := given[f.Name]
		if f.Required && (blank(value) || f.showsNothing(value)) {
			return nil, lacking(kind, f.Name)
		}
		if blank(value) {
			continue
		}
		if err := f.decode(value, into.Field(f.index)); err != nil {
			return nil, wrong(kind, f.Name, err)
		}
	}
	return given, nil
}

func (f fieldLayout) decode(value json.RawMessage, into reflect.Value) error {
	if f.Kind == KindText {
		return decodeText(value, into)
	}
	err := json.Unmarshal(value, into.Addr().Interface())
	if err == nil {
		return nil
	}
	shape, ok := shapes[f.Kind]
	if !ok {
		return err // Duration, Due and Answers say themselves how they are written.
	}
	if f.goType == reflect.TypeFor[[]Contact]() {
		shape = "a list of contacts such as [{\"id\": …, \"email\": …}]"
	}
	if k := f.goType.Kind(); k == reflect.Int || k == reflect.Int64 {
		shape = "a whole number"
	}
	return fmt.Errorf("want %s", shape)
}

// checkMembers says which argument that names a member of a team isn't the mail address of one. One that shows
// nothing names nobody; the sender of a message may have a name beside the address, and who sends it reads that.
func (d Definition) checkMembers(given map[string]json.RawMessage) error {
	for _, f := range d.Args.Fields {
		var named string
		if f.Kind != KindMember || f.Name == d.Sender || json.Unmarshal(given[f.Name], &named) != nil || Blank(named) {
			continue
		}
		if _, err := ParseAddress(strings.TrimSpace(named)); err != nil {
			return wrong(d.Kind, f.Name, fmt.Errorf("it isn't a mail address: %w", err))
		}
	}
	return nil
}

// decodeText reads a text with its values, which a Go string has in it as they are.
func decodeText(value json.RawMessage, into reflect.Value) error {
	var text Markdown
	if err := json.Unmarshal(value, &text); err != nil {
		return err
	}
	if into.Kind() == reflect.String {
		into.SetString(text.String())
		return nil
	}
	into.Set(reflect.ValueOf(text))
	return nil
}

// blank reports whether a value is as good as none: templates that render to nothing give it.
func blank(value json.RawMessage) bool {
	switch string(bytes.TrimSpace(value)) {
	case "", "null", `""`, "[]", "{}":
		return true
	}
	return false
}

// showsNothing reports whether a value is a text in which nothing can be seen, with what was filled into it.
func (f fieldLayout) showsNothing(value json.RawMessage) bool {
	if f.Kind != KindString && f.Kind != KindText && f.Kind != KindMember {
		return false
	}
	var text Markdown
	return json.Unmarshal(value, &text) == nil && Blank(text.String())
}
