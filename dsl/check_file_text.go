package dsl

import (
	"regexp"
	"slices"

	"github.com/tendhq/tend/dsl/diag"
)

// loadValue is ${…} with a name, as HCL would put it into a string.
var loadValue = regexp.MustCompile(`\$\{[ \t]*(([\pL_][\pL\pN_]*)\b[^{}\r\n]*?)[ \t]*\}`)

// checkFiles refuses ${…} with a known name in what file(…) read: nothing fills it in there, as the text of
// a file isn't HCL. In HCL's own strings it is a value by now, or an escape.
func (l *loader) checkFiles(t *text) {
	for _, found := range loadValue.FindAllStringSubmatchIndex(t.value, -1) {
		segment, ok := t.Find(found[0])
		root := t.value[found[4]:found[5]]
		if !ok || !segment.Exact || root != "var" && root != "local" && !slices.Contains(laterRoots, root) {
			continue
		}
		instead := "{{ " + t.value[found[2]:found[3]] + " }}"
		l.Errorf(diag.CodeBrackets, t.at(l, found[0], found[1]), "${…} inside a file", "The texts of files aren't HCL: this would be sent as it stands. %s",
			diag.Hint{Given: t.value[found[0]:found[1]], Near: instead, Sentence: "Write " + instead + "."})
	}
}
