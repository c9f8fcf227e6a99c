package actions

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Markdown is the Go type of arguments of kind KindText for actions that make markup of them: what the
// author wrote, and apart from it the values that were filled in, which are text whatever they hold. An
// action that parses the two as one would let a customer's name be a link.
type Markdown struct {
	// Written is the author's Markdown: what stands before, between and after the values, and so one piece
	// more than there are values.
	Written []string `json:"written"`
	// Values is what was filled in between the pieces.
	Values []string `json:"values"`
}

// Written returns Markdown into which nothing was filled.
func Written(markdown string) Markdown { return Markdown{Written: []string{markdown}} }

// Add appends a piece of the author's Markdown.
func (m *Markdown) Add(written string) {
	if len(m.Written) == 0 {
		m.Written = []string{""}
	}
	m.Written[len(m.Written)-1] += written
}

// Fill appends a value.
func (m *Markdown) Fill(value string) {
	m.Add("")
	m.Values = append(m.Values, value)
	m.Written = append(m.Written, "")
}

// String returns the text as it is read where nothing is made of Markdown: with the values as they are.
func (m Markdown) String() string {
	return m.With(func(i int) string { return m.Values[i] })
}

// With returns the author's Markdown with something else in the place of each value.
func (m Markdown) With(place func(value int) string) string {
	var b strings.Builder
	for i, written := range m.Written {
		if i > 0 {
			b.WriteString(place(i - 1))
		}
		b.WriteString(written)
	}
	return b.String()
}

// MarshalJSON writes the pieces and the values, and a plain string when there is no value, or no text.
func (m Markdown) MarshalJSON() ([]byte, error) {
	text := m.String()
	if text == "" || len(m.Values) == 0 {
		return json.Marshal(text)
	}
	type parts Markdown
	return json.Marshal(parts(m))
}

// UnmarshalJSON reads what MarshalJSON writes. A string is the author's, without values.
func (m *Markdown) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*m = Written(text)
		return nil
	}
	type parts Markdown
	var p parts
	if err := json.Unmarshal(raw, &p); err != nil {
		return errors.New("want a string")
	}
	if len(p.Written) != len(p.Values)+1 {
		return fmt.Errorf("\"written\" must have one piece more than there are values; it has %d for %d", len(p.Written), len(p.Values))
	}
	*m = Markdown(p)
	return nil
}
