package dsl

// Facts is what expressions can read of an account and its contacts, by name, two levels deep, with the
// type of each: "metric.visits" is a "number". A run reads them from its start to its end, so a name must
// not go, nor change its type, under a run that reads it.
func (w *Workspace) Facts() map[string]string { return w.facts }

// collectFacts fills what Facts gives. Whether a playbook runs is no definition's: it isn't among them.
func (l *loader) collectFacts() map[string]string {
	scope := l.factsPlace().scope.With("contact", l.contactType())
	facts := map[string]string{}
	for root, t := range scope {
		switch root {
		case "var", "local", "running":
			continue
		}
		for member, inner := range t.Fields {
			facts[root+"."+member] = inner.String()
		}
		if len(t.Fields) == 0 {
			facts[root] = t.String()
		}
	}
	return facts
}
