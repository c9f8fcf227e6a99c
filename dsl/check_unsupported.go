package dsl

import (
	"fmt"

	"github.com/tendhq/tend/dsl/diag"
)

// noteUnsupported notes a part of the language that can be written and checked, but not run yet. what begins the
// sentence, such as `The trigger "date"`.
func (l *loader) noteUnsupported(at diag.Range, what string, args ...any) {
	l.unsupported.Errorf(diag.CodeUnsupported, at, "Not supported yet",
		"%s is part of the language, but this version can't run it yet.", fmt.Sprintf(what, args...))
}

// reportUnsupported keeps what of the workspace can't be run yet: an error where it is about to run. A draft decides
// nothing, so that it can hold anything.
func (l *loader) reportUnsupported() {
	for _, d := range l.unsupported.Sorted() {
		if l.inDraft(d.Range) {
			continue
		}
		l.ws.Unsupported = append(l.ws.Unsupported, d)
		if l.opts.Run {
			l.Add(d)
		}
	}
}

// inDraft reports whether a place is in a playbook that is a draft.
func (l *loader) inDraft(at diag.Range) bool {
	for _, pb := range l.ws.Playbooks {
		whole := diag.RangeOf(pb.block.Range())
		if pb.Mode == Draft && at.File == whole.File && whole.StartByte <= at.StartByte && at.EndByte <= whole.EndByte {
			return true
		}
	}
	return false
}
