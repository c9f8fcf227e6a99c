package importer

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer"
)

// rejection is the reason why a row isn't taken. It names columns and fields, and no values.
type rejection string

func (r rejection) Error() string { return string(r) }

// reader gives one typed value of each row.
type reader struct {
	Field
	source *source
	by     int // the column that chooses the anchor
}

// bindValue binds a field's value to a table; a field without one gives nil.
func (m *Mapping) bindValue(t *table, f Field) (*reader, hcl.Diagnostics) {
	if f.Value == nil {
		return nil, nil
	}
	bound, diags := m.bindSource(t, f.Value.Source, expression.Any)
	r := &reader{Field: f, source: bound}
	if a := f.Value.Anchor; a != nil && a.By != "" {
		by, more := t.column(a.By, a.byRange)
		r.by, diags = by, append(diags, more...)
	}
	return r, diags
}

// read returns the value of the row: a JSON value of the field's type, or nil when it is missing.
func (rd *reader) read(r *row) (any, error) {
	if rd == nil {
		return nil, nil
	}
	value, err := rd.source.read(r)
	if err == nil {
		err = controlled(value)
	}
	if err == nil && value != nil {
		value, err = rd.typed(value, r)
	}
	if err != nil {
		return nil, rejection(rd.Name + ": " + err.Error())
	}
	if value == nil && rd.Required {
		return nil, rejection(rd.Name + ": it is required and missing")
	}
	return value, nil
}

// controlled returns an error for a text that holds a control character: the file isn't what it seems to be.
func controlled(value any) error {
	text, _ := value.(string)
	i := strings.IndexFunc(text, isControl)
	if i < 0 {
		return nil
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return fmt.Errorf("holds the control character %U, which no text has: remove it, or convert the file if it isn't in UTF-8", r)
}

// string returns read for what is always a text, empty when missing.
func (rd *reader) string(r *row) (string, error) {
	value, err := rd.read(r)
	text, _ := value.(string)
	return text, err
}

// id returns read for the ID of an account, a contact or an event; empty when missing.
func (rd *reader) id(r *row) (string, error) {
	id, err := rd.string(r)
	if err != nil || id == "" {
		return id, err
	}
	if err := customer.CheckID(id); err != nil {
		return "", rejection(rd.Name + ": " + err.Error())
	}
	return id, nil
}

// name returns read for the name of an account or a contact; empty when missing.
func (rd *reader) name(r *row) (string, error) {
	name, err := rd.string(r)
	if utf8.RuneCountInString(name) > customer.MaxName {
		return "", rejection(fmt.Sprintf("%s: has more than the %d characters that a name may have", rd.Name, customer.MaxName))
	}
	return name, err
}

// instant returns read for a time; zero when missing.
func (rd *reader) instant(r *row) (time.Time, error) {
	value, err := rd.read(r)
	text, ok := value.(string)
	if err != nil || !ok {
		return time.Time{}, err
	}
	return expression.ParseTime(text)
}

func (rd *reader) typed(value any, r *row) (any, error) {
	text, ok := value.(string)
	if !ok {
		if f, isNumber := value.(float64); isNumber && rd.Value.Anchor != nil && f == float64(int(f)) {
			return rd.convert(strconv.Itoa(int(f)), r)
		}
		return dsl.Normalise(rd.Type, value)
	}
	if rd.Value.Map != nil {
		mapped, listed := rd.Value.Map[text]
		switch {
		case listed:
			text = mapped
		case rd.Value.Otherwise != nil:
			text = *rd.Value.Otherwise
		default:
			return nil, errors.New("the value isn't listed in map, and there is no otherwise")
		}
		if text == "" {
			return nil, nil
		}
	}
	return rd.convert(text, r)
}

// convert makes a value of the field's type of a text.
func (rd *reader) convert(text string, r *row) (any, error) {
	if len(rd.Values) > 0 && !slices.Contains(rd.Values, text) {
		return nil, errors.New("not one of the declared values")
	}
	switch rd.Type.Kind {
	case expression.KindNumber:
		return number(text)
	case expression.KindBool:
		return rd.bool(text)
	case expression.KindDate:
		t, err := rd.when(text, r)
		return t.Format(time.DateOnly), err
	case expression.KindTime:
		t, err := rd.when(text, r)
		return expression.FormatTime(t), err
	default:
		return dsl.Normalise(rd.Type, text)
	}
}

// number takes plain decimal numbers only: what Go would read as infinity, as hexadecimal or with
// underscores isn't a number to the people who wrote the file.
func number(text string) (any, error) {
	if strings.Trim(text, "0123456789+-.eE") != "" {
		return nil, errors.New("not a number")
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, errors.New("not a number")
	}
	return f, nil
}

func (rd *reader) bool(text string) (any, error) {
	yes, no := rd.Value.True, rd.Value.False
	if yes == nil && no == nil {
		yes, no, text = []string{"true"}, []string{"false"}, strings.ToLower(text)
	}
	switch {
	case slices.Contains(yes, text):
		return true, nil
	case slices.Contains(no, text):
		return false, nil
	default:
		return nil, errors.New("neither one of the words for true nor one for false")
	}
}

// when reads a date or a time: a count of days from an anchor, or one of the formats.
func (rd *reader) when(text string, r *row) (time.Time, error) {
	if rd.Value.Anchor != nil {
		return rd.anchored(text, r)
	}
	formats := rd.Value.Formats
	if formats == nil {
		formats = defaultFormats[rd.Type.Kind]
	}
	err := errNoMatch
	for _, format := range formats {
		t, problem := format.Parse(text, rd.Value.Zone)
		switch {
		case problem == nil && t.UTC().Year() >= 1 && t.UTC().Year() <= 9999:
			return t, nil
		case !errors.Is(problem, errNoMatch):
			err = errNoSuchTime
		}
	}
	return time.Time{}, err
}

var defaultFormats = map[expression.Kind][]*Pattern{
	expression.KindDate: {{text: "YYYY-MM-DD", parts: []part{
		{token: 'Y', min: 4, max: 4},
		{literal: "-"},
		{token: 'M', min: 2, max: 2},
		{literal: "-"},
		{token: 'D', min: 2, max: 2},
	}}},
	expression.KindTime: {{text: "rfc3339", Zoned: true}},
}

// maxDays keeps a mistyped count of days within the years that a calendar has.
const maxDays = 100_000

func (rd *reader) anchored(text string, r *row) (time.Time, error) {
	days, err := strconv.Atoi(text)
	if err != nil || days > maxDays || days < -maxDays {
		return time.Time{}, errors.New("not a count of days")
	}
	key := ""
	if rd.Value.Anchor.By != "" {
		key = r.text(rd.by)
	}
	anchor, ok := rd.Value.Anchor.Days[key]
	if !ok {
		return time.Time{}, errors.New("the anchor has no day for the value of the column " + rd.Value.Anchor.By)
	}
	return calendar.StartOfDay(anchor.Year(), anchor.Month(), anchor.Day()+days, rd.Value.Zone), nil
}
