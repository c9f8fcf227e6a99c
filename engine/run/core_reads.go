package run

// Reads is the names that any expression or template of the plan reads, as Program.Reads gives them: what
// has to stay as it is until the last run of the plan has ended.
func (c *Core) Reads() map[string]bool {
	all := map[string]bool{}
	note := func(names []string) {
		for _, name := range names {
			all[name] = true
		}
	}
	for _, p := range c.programs {
		note(p.Reads())
	}
	for _, t := range c.templates {
		note(t.Reads())
	}
	return all
}

// Playbook is the name of the plan's playbook.
func (c *Core) Playbook() string { return c.plan.Playbook }
