package mailbox

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	gomessage "github.com/emersion/go-message"
)

// Content is what a message says, taken out of its parts.
type Content struct {
	// Text, HTML and Calendar are the first part of each type, empty when there is none.
	Text, HTML, Calendar string
	// Others lists the types of parts that aren't shown.
	Others []string
}

// Parse takes a message apart. A broken one gives what could be read of it and an error.
func Parse(raw []byte) (Content, error) {
	var c Content
	entity, err := gomessage.Read(bytes.NewReader(raw))
	if entity == nil {
		return c, fmt.Errorf("the message can't be read: %w", err)
	}
	err = entity.Walk(func(_ []int, part *gomessage.Entity, err error) error {
		if part == nil {
			return err
		}
		return c.take(part)
	})
	if err != nil {
		return c, fmt.Errorf("the message can't be read to its end: %w", err)
	}
	return c, nil
}

func (c *Content) take(part *gomessage.Entity) error {
	kind, _, err := part.Header.ContentType()
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		return nil
	}
	body, err := io.ReadAll(part.Body)
	text := strings.ReplaceAll(strings.ToValidUTF8(string(body), "\uFFFD"), "\r\n", "\n")
	switch {
	case kind == "text/plain" && c.Text == "":
		c.Text = text
	case kind == "text/html" && c.HTML == "":
		c.HTML = text
	case kind == "text/calendar" && c.Calendar == "":
		c.Calendar = text
	default:
		c.Others = append(c.Others, kind)
	}
	return err
}
