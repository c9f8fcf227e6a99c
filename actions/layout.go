package actions

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// layout is a schema together with where each field is in the Go struct.
type layout []fieldLayout

type fieldLayout struct {
	Field
	index  int
	goType reflect.Type
}

// kindsOfTypes lists the kinds that each Go type can carry; the first is meant when the tag names none.
var kindsOfTypes = map[reflect.Type][]Kind{
	reflect.TypeFor[string]():          {KindString, KindText, KindMember, KindTemplate},
	reflect.TypeFor[Markdown]():        {KindText},
	reflect.TypeFor[bool]():            {KindBool},
	reflect.TypeFor[int]():             {KindNumber},
	reflect.TypeFor[int64]():           {KindNumber},
	reflect.TypeFor[float64]():         {KindNumber},
	reflect.TypeFor[Duration]():        {KindDuration},
	reflect.TypeFor[Due]():             {KindDue},
	reflect.TypeFor[Contact]():         {KindContacts},
	reflect.TypeFor[[]Contact]():       {KindContacts},
	reflect.TypeFor[[]string]():        {KindStrings},
	reflect.TypeFor[Answers]():         {KindAnswers},
	reflect.TypeFor[time.Time]():       {KindTime},
	reflect.TypeFor[json.RawMessage](): {KindAny},
	reflect.TypeFor[any]():             {KindAny},
	reflect.TypeFor[map[string]any]():  {KindAny},
}

// layoutOf reads a struct's fields and their tags.
func layoutOf(t reflect.Type) (layout, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is not a struct", t)
	}
	var out layout
	seen := map[string]bool{}
	for i := range t.NumField() {
		f, err := fieldOf(t.Field(i))
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", t.Field(i).Name, err)
		}
		if seen[f.Name] {
			return nil, fmt.Errorf("field %s: the name %q is used twice", t.Field(i).Name, f.Name)
		}
		seen[f.Name] = true
		f.index = i
		out = append(out, f)
	}
	return out, nil
}

func fieldOf(sf reflect.StructField) (fieldLayout, error) {
	tag, ok := sf.Tag.Lookup("tend")
	if !ok || !sf.IsExported() || sf.Anonymous {
		return fieldLayout{}, errors.New("every field must be exported, named and carry a tag such as `tend:\"title,required\"`")
	}
	kinds, ok := kindsOfTypes[sf.Type]
	if !ok {
		return fieldLayout{}, fmt.Errorf("the Go type %s has no kind; use string, bool, int, float64, time.Time, []string, any or a type of package actions", sf.Type)
	}
	words := strings.Split(tag, ",")
	f := fieldLayout{goType: sf.Type}
	f.Field = Field{Name: words[0], Kind: kinds[0], Doc: sf.Tag.Get("doc"), Example: sf.Tag.Get("example")}
	for _, word := range words[1:] {
		switch {
		case word == "required":
			f.Required = true
		case slices.Contains(kinds, Kind(word)):
			f.Kind = Kind(word)
		default:
			return fieldLayout{}, fmt.Errorf("the tag's %q is neither \"required\" nor a kind that %s can carry", word, sf.Type)
		}
	}
	if !identifier.MatchString(f.Name) {
		return fieldLayout{}, fmt.Errorf("the name %q isn't lower-case letters, digits and underscores", f.Name)
	}
	if f.Doc == "" {
		return fieldLayout{}, errors.New("the tag `doc` with a sentence for the reference is missing")
	}
	return f, nil
}

func (l layout) schema() Schema {
	var s Schema
	for _, f := range l {
		s.Fields = append(s.Fields, f.Field)
	}
	return s
}

func (l layout) names() string {
	names := make([]string, len(l))
	for i, f := range l {
		names[i] = f.Name
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
