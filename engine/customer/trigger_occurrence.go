package customer

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// occurrence is one time that a trigger fired: a decision in the making.
type occurrence struct {
	Decision
	trigger *triggerDef
	// keyError is why the playbook's key can't be evaluated, nil when it can.
	keyError error
	// arrived is the event of which an accumulator still has to decide whether it fires; nil: the trigger fired.
	arrived *Entry
	// reevaluated says that it was held, so that it is known whom it is about.
	reevaluated bool
}

// edge adds an occurrence of a trigger that found something crossed, unless that is only noted; it reports whether it
// did.
func (t *evaluation) edge(tr *triggerDef, values map[string]any) bool {
	return t.edgeOf(tr, t.contact, values)
}

// edgeOf is edge for what happened to a contact; an empty ID is the account.
func (t *evaluation) edgeOf(tr *triggerDef, contact string, values map[string]any) bool {
	if t.onlyNotes(tr, contact) {
		return false
	}
	t.s.Edges++
	o := t.occurrence(tr, edgeKey(t.s.Edges), values, t.cause)
	if contact != "" {
		o.Contact = contact
	}
	t.found = append(t.found, o)
	return true
}

// occurrence is a trigger's firing now; the cause is the entry that led to it, nil when it was time.
func (t *evaluation) occurrence(tr *triggerDef, key string, values map[string]any, cause *Entry) occurrence {
	o := occurrence{trigger: tr, Decision: Decision{
		Occurrence: tr.occurrenceID(t.s, key), Account: t.s.Account, Playbook: tr.playbook.Name,
		Trigger: string(tr.Kind), At: t.now, Values: t.triggerValues(tr, values),
	}}
	if cause != nil {
		o.CauseSource, o.CauseID = cause.Source, cause.ID
		if tr.Kind == dsl.OnEvent || tr.concernsContact() {
			o.Contact = cause.Contact
		}
	}
	return o
}

// triggerValues is `trigger` as the playbook's expressions see it.
func (t *evaluation) triggerValues(tr *triggerDef, more map[string]any) map[string]any {
	values := map[string]any{"kind": string(tr.Kind), "at": expression.FormatTime(t.now)}
	maps.Copy(values, more)
	return values
}

// reason is the sentence of why the occurrence's trigger fired.
func (o *occurrence) reason() string { return o.trigger.kind.reason(o) }

// takeFound takes the occurrences found, in the order in which they are decided.
func (t *evaluation) takeFound() []occurrence {
	found := t.found
	t.found = nil
	slices.SortStableFunc(found, compareOccurrences)
	return found
}

// compareOccurrences orders occurrences by priority, then by the time at which they fired, then by the names of their
// playbooks and, in one, by the order in which its triggers are written.
func compareOccurrences(a, b occurrence) int {
	return cmp.Or(
		cmp.Compare(b.trigger.playbook.Priority, a.trigger.playbook.Priority),
		a.At.Compare(b.At),
		cmp.Compare(a.trigger.rank, b.trigger.rank),
	)
}

// contactPart begins the part of an occurrence's identity that names its contact, where the playbook enrols contacts.
const contactPart = "/contact:"

// escape keeps the separators of an identity out of its parts, and unescape reverses it.
var (
	escape   = strings.NewReplacer("%", "%25", "/", "%2F", ":", "%3A")
	unescape = strings.NewReplacer("%25", "%", "%2F", "/", "%3A", ":")
)

func escaped(part string) string { return escape.Replace(part) }

func eventKey(e *Entry) string {
	return "event:" + escaped(e.Source) + ":" + escaped(e.ID)
}

func edgeKey(ordinal int64) string { return "edge:" + strconv.FormatInt(ordinal, 10) }

// occurrenceID is the identity of one time that a trigger fired; the key tells it from all others of the trigger.
// Parts are escaped, so that no two occurrences share an identity.
func (tr *triggerDef) occurrenceID(s *State, key string) string {
	return s.identity() + "/" + tr.identity() + key
}

// identity begins the occurrences of an account. An account that begins anew after it was forgotten has another than
// before, as their runs were others.
func (s *State) identity() string {
	if s.ForgottenAt.IsZero() {
		return escaped(s.Account)
	}
	return escaped(s.Account) + ":" + strconv.FormatInt(s.ForgottenAt.UnixMilli(), 10)
}

// identity follows the account's in the occurrences of a trigger.
func (tr *triggerDef) identity() string { return escaped(tr.playbook.Name) + "/" + tr.Hash + "/" }

// fires reports whether an occurrence is of the trigger, of whichever account.
func (tr *triggerDef) fires(occurrence string) bool {
	_, rest, _ := strings.Cut(occurrence, "/")
	return strings.HasPrefix(rest, tr.identity())
}
