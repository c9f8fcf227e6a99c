package oracletest

import "fmt"

// tags are those that guards hold for and that playbooks carry.
var tags = []string{`["a"]`, `["b"]`, `["a", "b"]`}

// guard draws a guard of the playbooks that carry a tag. It can read whether any of them runs.
func (d *draft) guard(name string) string {
	return block(fmt.Sprintf("guard %q", name), "tags = "+d.pick("tags", tags...),
		attribute("when", d.condition(everything)), attribute("otherwise", "continue"))
}

// controlGroup is at times a share that is left alone.
func (d *draft) controlGroup() string {
	if !d.chance("control group", 3) {
		return ""
	}
	return "control_group = " + d.pick("percent", "50", "20", "90", "0.5")
}

// goals are what a playbook is for, at times.
func (d *draft) goals() (all []string) {
	if !d.chance("goals", 2) {
		return nil
	}
	for i := range d.number("goals", 1, 2) {
		aim := attribute("when", d.subject())
		if d.chance("event", 3) {
			event := d.pick("event", allEvents...)
			if aim = ""; d.chance("which", 3) {
				aim = attribute("when", d.eventCondition(event))
			}
			aim += "\n" + attribute("event", event)
		}
		all = append(all, block(fmt.Sprintf("goal \"g%d\"", i), aim, attribute("within", d.pick("within", "6h", "3d", "9d", "2 business days"))))
	}
	return all
}
