package actions

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// encode writes a result as a JSON object with the names of the schema, in its order.
func (l layout) encode(result reflect.Value) (json.RawMessage, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, f := range l {
		value, err := encodeValue(result.Field(f.index).Interface())
		if err != nil {
			// The effect has happened, so another attempt would do it twice.
			return nil, Permanent(fmt.Errorf("the action was done, but its result %q can't be written: %w", f.Name, err))
		}
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, "%q:%s", f.Name, value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

func encodeValue(v any) (json.RawMessage, error) {
	if text, ok := v.(Markdown); ok {
		return json.Marshal(text.String()) // expressions see a string
	}
	at, ok := v.(time.Time)
	if !ok {
		return json.Marshal(v)
	}
	if at.IsZero() {
		return json.RawMessage("null"), nil
	}
	return json.Marshal(at.UTC().Format(TimeFormat))
}
