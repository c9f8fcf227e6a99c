package dsl

import (
	"fmt"
	"regexp"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// dottedName is a name with a dot, as expressions read them.
var dottedName = regexp.MustCompile(`^[\pL_][\pL\pN_]*(?:\.[\pL_][\pL\pN_]*)+$`)

// withoutBraces helps with a text that is just what stands between {{ and }}: it would be taken as it stands.
// The hint is empty when the text isn't a name that can be read in the place.
func withoutBraces(s string, p scope) diag.Hint {
	if !dottedName.MatchString(s) {
		return diag.Hint{}
	}
	instead := "{{ " + s + " }}"
	if compiled, _ := expression.CompileTemplate(instead, p.names); compiled == nil {
		return diag.Hint{}
	}
	return diag.Hint{Given: s, Near: instead, Sentence: fmt.Sprintf("For the value of %s, write %q.", s, instead)}
}

// singleBraces is a name between braces, after a dollar sign or not.
var singleBraces = regexp.MustCompile(`(\$?\{+)[ \t]*([\pL_][\pL\pN_.]*)[ \t]*(\}+)`)

// warnSingleBraces warns of a name that can be read in the place and stands between single braces: it would be
// sent as it stands.
func (l *loader) warnSingleBraces(t *text, p scope) {
	for _, found := range singleBraces.FindAllStringSubmatchIndex(t.value, -1) {
		opened, closed := t.value[found[2]:found[3]], t.value[found[6]:found[7]]
		instead := withoutBraces(t.value[found[4]:found[5]], p)
		if opened == "{{" && closed == "}}" || opened[0] == '$' || instead.Near == "" {
			continue
		}
		instead.Given = t.value[found[0]:found[1]]
		l.Warnf(diag.CodeTemplate, t.at(l, found[0], found[1]), "Braces that aren't double", "A value stands between two braces on each side; others are sent as they are. %s", instead)
	}
}
