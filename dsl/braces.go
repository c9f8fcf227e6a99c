package dsl

import (
	"fmt"
	"regexp"

	"github.com/tendhq/tend/dsl/expression"
)

// dottedName is a name with a dot, as expressions read them.
var dottedName = regexp.MustCompile(`^[\pL_][\pL\pN_]*(?:\.[\pL_][\pL\pN_]*)+$`)

// withoutBraces helps with a text that is just what stands between {{ and }}: it would be taken as it stands.
// The hint is empty when the text isn't a name that can be read in the place.
func withoutBraces(s string, p place) hint {
	if !dottedName.MatchString(s) {
		return hint{}
	}
	instead := "{{ " + s + " }}"
	if compiled, _ := expression.CompileTemplate(instead, p.scope); compiled == nil {
		return hint{}
	}
	return hint{given: s, near: instead, sentence: fmt.Sprintf("For the value of %s, write %q.", s, instead)}
}
