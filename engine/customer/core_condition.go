package customer

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// condition is a compiled condition with what it reads.
type condition struct {
	program *expression.Program
	needs   needs
}

// newCondition returns nil for a condition that isn't there.
func newCondition(c *dsl.Condition) *condition {
	if c == nil || c.Program == nil {
		return nil
	}
	t := &condition{program: c.Program}
	t.needs.add(c.Program)
	return t
}

// maxDescribed is how many facts a sentence about a condition names.
const maxDescribed = 6

// describe lists the facts that the condition reads with their values: `tier is "tech"`.
func (x *condition) describe(env expression.Env) string {
	var parts []string
	for _, r := range x.needs.refs {
		if text, ok := describeRef(r, env.Value(r.root)); ok && len(parts) < maxDescribed {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ", ")
}

func describeRef(r ref, value any) (string, bool) {
	name := r.root
	if r.name != "" {
		name += "." + r.name
		fields, _ := value.(map[string]any)
		value = fields[r.name]
	}
	switch v := value.(type) {
	case nil:
		return name + " is missing", true
	case string:
		return fmt.Sprintf("%s is %q", name, v), true
	case bool:
		return fmt.Sprintf("%s is %t", name, v), true
	case float64:
		return name + " is " + strconv.FormatFloat(v, 'f', -1, 64), true
	case []any:
		return fmt.Sprintf("%s has %d entries", name, len(v)), true
	}
	return "", false
}
