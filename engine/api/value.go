package api

import "github.com/go-json-experiment/json/jsontext"

// read is the value of a text that is to be one JSON value, read and examined at once.
func read(text []byte) (any, *fault) {
	var b builder
	wrong := scan(text, b.add)
	return b.value, wrong
}

// builder makes a value of the tokens of a JSON text.
type builder struct {
	// value is what is whole, open what isn't yet, the innermost last.
	value any
	open  []container
}

// container is an object or a list of which more comes.
type container struct {
	object map[string]any
	list   []any
	// name is the member of the object whose value comes next, where named says so.
	name  string
	named bool
}

func (b *builder) add(token jsontext.Token) {
	switch token.Kind() {
	case jsontext.KindBeginObject:
		b.open = append(b.open, container{object: map[string]any{}})
	case jsontext.KindBeginArray:
		b.open = append(b.open, container{list: []any{}})
	case jsontext.KindEndObject:
		b.put(b.pop().object)
	case jsontext.KindEndArray:
		b.put(b.pop().list)
	case jsontext.KindString:
		b.text(token.String())
	case jsontext.KindNumber:
		number, _ := token.Float() // One that can't be kept is refused.
		b.put(number)
	case jsontext.KindNull:
		b.put(nil)
	default:
		b.put(token.Bool())
	}
}

func (b *builder) pop() container {
	last := b.open[len(b.open)-1]
	b.open = b.open[:len(b.open)-1]
	return last
}

// text adds a string, which is a name where an object waits for one.
func (b *builder) text(s string) {
	if n := len(b.open); n > 0 && b.open[n-1].object != nil && !b.open[n-1].named {
		b.open[n-1].name, b.open[n-1].named = s, true
		return
	}
	b.put(s)
}

func (b *builder) put(value any) {
	if len(b.open) == 0 {
		b.value = value
		return
	}
	if in := &b.open[len(b.open)-1]; in.object != nil {
		in.object[in.name], in.named = value, false
	} else {
		in.list = append(in.list, value)
	}
}

// kindOf names a value's kind.
func kindOf(value any) string {
	switch value.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "an array"
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case nil:
		return "null"
	}
	return "a number"
}
