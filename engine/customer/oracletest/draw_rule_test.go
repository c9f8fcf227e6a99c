package oracletest

import "fmt"

// tags are those that guards hold for and that playbooks carry.
var tags = []string{`["a"]`, `["b"]`, `["a", "b"]`}

// guard draws a guard of the playbooks that carry a tag. It can read whether any of them runs.
func (d *draft) guard(name string) string {
	return block(fmt.Sprintf("guard %q", name), "tags = "+d.pick("tags", tags...),
		attribute("when", d.condition(everything)), attribute("otherwise", "continue"))
}
