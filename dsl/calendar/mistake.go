package calendar

import "fmt"

// Mistake is a field of a Config that is wrong.
type Mistake struct {
	// Field is the field's name in lower case; Index is the item when the field is a list, else 0.
	Field string
	Index int
	// Detail says what is wrong and what to write.
	Detail string
}

// Error is the field and the detail.
func (m *Mistake) Error() string { return m.Field + ": " + m.Detail }

func wrong(field string, index int, detail string, args ...any) error {
	return &Mistake{Field: field, Index: index, Detail: fmt.Sprintf(detail, args...)}
}
