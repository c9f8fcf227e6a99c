package customer

import "github.com/tendhq/tend/dsl"

// tierDef is a level with its condition.
type tierDef struct {
	*dsl.Level
	when *test
}

// tier is the first level that matches, or "unclassified"; empty when no levels are declared. A condition that can't be answered makes
// every later level a guess, so it ends the search.
func (t *turn) tier() string {
	if len(t.core.tiers) == 0 {
		return ""
	}
	for _, level := range t.core.tiers {
		if level.when == nil {
			return level.Name
		}
		t.view.need(&level.when.needs)
		matches, missing, err := level.when.program.Decide(t.view.env())
		if err != nil || missing {
			break
		}
		if matches {
			return level.Name
		}
	}
	return dsl.Unclassified
}
