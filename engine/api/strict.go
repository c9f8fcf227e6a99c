package api

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// byteOrderMark may stand before a body, and means nothing.
var byteOrderMark = []byte("\ufeff")

// fault is what is wrong with a JSON text, and where.
type fault struct {
	text   []byte
	offset int
	path   jsontext.Pointer
	what   string
}

// Error names the member, and the line and column of the text.
func (f *fault) Error() string { return f.within(f.text, 0) }

// within returns the error for a text that begins at an offset of a body.
func (f *fault) within(body []byte, start int) string {
	before := body[:min(start+f.offset, len(body))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	place := fmt.Sprintf("%s (line %d, column %d)", f.what, line, column)
	if f.path == "" {
		return place
	}
	return dotted(f.path) + ": " + place
}

// dotted writes a place within a JSON text as problems do: contacts[0].name.
func dotted(p jsontext.Pointer) string {
	var b strings.Builder
	for name := range p.Tokens() {
		if b.Len() > maxPath {
			return b.String() + "…"
		}
		_, err := strconv.ParseUint(name, 10, 32)
		switch {
		case err == nil:
			b.WriteString("[" + name + "]")
		case b.Len() > 0:
			b.WriteString("." + excerpt(name))
		default:
			b.WriteString(excerpt(name))
		}
	}
	return b.String()
}

// maxPath is how many characters of a place are shown.
const maxPath = 200

// maxDepth is how many objects and lists may stand in each other.
const maxDepth = 100

// maxValues is how many names and values a JSON text may have: each takes memory, however short it is written.
const maxValues = 500_000

var tooDeep = fmt.Sprintf("objects and lists stand in each other more than %d deep, which nothing here needs: send what is inside by itself", maxDepth)

// examine returns what is wrong with a text that is to be one JSON value which is kept as it was sent: UTF-8 in every
// string, no name twice in an object, and no number that would be another one afterwards. Nil: nothing is.
func examine(text []byte) *fault { return scan(text, func(jsontext.Token) {}) }

// scan is examine that passes each token to tell; some are passed before the text turns out to be wrong.
func scan(text []byte, tell func(jsontext.Token)) *fault {
	d := jsontext.NewDecoder(bytes.NewBuffer(text))
	for n := 0; ; n++ {
		token, err := d.ReadToken()
		switch {
		case err != nil:
			return syntax(text, err)
		case n > maxValues:
			return &fault{text: text, offset: int(d.InputOffset()), what: fmt.Sprintf("there are more than the %d names and values that are taken at once", maxValues)}
		case d.StackDepth() > maxDepth:
			return &fault{text: text, offset: int(d.InputOffset()) - 1, path: d.StackPointer(), what: tooDeep}
		case token.Kind() == jsontext.KindNumber:
			if wrong := altered(token.String()); wrong != "" {
				return &fault{text: text, offset: int(d.InputOffset()) - len(token.String()), path: d.StackPointer(), what: wrong}
			}
		}
		tell(token)
		if d.StackDepth() == 0 {
			return followed(text, int(d.InputOffset()))
		}
	}
}

// followed returns the fault of a text with more after its one value.
func followed(text []byte, end int) *fault {
	rest := bytes.TrimLeft(text[end:], " \t\r\n")
	if len(rest) == 0 {
		return nil
	}
	return &fault{text: text, offset: len(text) - len(rest), what: "more follows after the end of the value"}
}

func syntax(text []byte, err error) *fault {
	f := &fault{text: text, offset: len(text), what: "it ends too early"}
	var wrong *jsontext.SyntacticError
	if !errors.As(err, &wrong) {
		return f
	}
	f.offset, f.path = int(wrong.ByteOffset), wrong.JSONPointer
	switch {
	case isUTF16(text):
		f.offset, f.path, f.what = 0, "", "the text is UTF-16: send it as UTF-8"
	case lastComma(text[min(f.offset, len(text)):]):
		f.what = "invalid character ',' before the end of an object or a list: leave it out"
	case errors.Is(err, jsontext.ErrDuplicateName):
		f.what = "the name stands twice in its object"
	case !errors.Is(err, io.ErrUnexpectedEOF):
		f.what = wrong.Err.Error()
	}
	return f
}

// isUTF16 reports whether a text looks like UTF-16: of the first two bytes of JSON, which are ASCII, one is zero then, or they
// are a byte order mark.
func isUTF16(text []byte) bool {
	return len(text) > 1 && (text[0] == 0 != (text[1] == 0) || bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")))
}

// lastComma reports whether a text begins with a comma after which an object or a list ends.
func lastComma(text []byte) bool {
	rest, found := bytes.CutPrefix(text, []byte(","))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return found && len(rest) > 0 && (rest[0] == '}' || rest[0] == ']')
}

// plainDigits is how many characters a number without an exponent may have so that all of its digits are kept.
const plainDigits = 15

// maxDigits is how many significant digits a program writes of a float64 at most.
const maxDigits = 17

// smallest is the smallest number that is kept with all its digits.
const smallest = 0x1p-1022

// altered returns why a number wouldn't be kept as it was sent; empty: it would be, as closely as numbers are. A whole
// number must keep every digit, however it is written; a fraction is kept as the nearest float64, which is what a
// program that writes up to maxDigits had.
func altered(number string) string {
	if len(number) <= plainDigits && !strings.ContainsAny(number, "eE") {
		return ""
	}
	f, err := strconv.ParseFloat(number, 64)
	sent := digits(number)
	switch {
	case err != nil || math.IsInf(f, 0):
		return excerpt(number) + " is larger than any number that can be kept"
	case sent != "" && (f == 0 || math.Abs(f) < smallest && sent != digits(strconv.FormatFloat(f, 'e', len(sent)-1, 64))):
		return excerpt(number) + " is smaller than any number that can be kept"
	case len(sent) > maxDigits, f == math.Trunc(f) && sent != digits(strconv.FormatFloat(f, 'e', len(sent)-1, 64)):
		return excerpt(number) + " has more digits than a number keeps: round it to 15, or have it declared as a string and send it as one"
	}
	return ""
}

// digits returns the significant digits of a number; empty: it is 0.
func digits(number string) string {
	mantissa, _, _ := strings.Cut(strings.ToLower(number), "e")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	return strings.Trim(whole+fraction, "0")
}

// formats returns how bodies are read and answers written: JSON, and strictly.
func formats() map[string]huma.Format {
	strict := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: Unmarshal}
	return map[string]huma.Format{"application/json": strict, "json": strict}
}

// Unmarshal reads a body that is one JSON value, as every body is read: to the letter, names distinguished by case.
func Unmarshal(body []byte, into any) error {
	body = bytes.TrimPrefix(body, byteOrderMark)
	if wrong := examine(body); wrong != nil {
		return wrong
	}
	err := json.Unmarshal(body, into, json.RejectUnknownMembers(true))
	var unknown *json.SemanticError
	if errors.As(err, &unknown) && errors.Is(unknown.Err, json.ErrUnknownName) {
		return &fault{text: body, offset: int(unknown.ByteOffset), path: unknown.JSONPointer, what: "unknown field, also by its case"}
	}
	return err
}
