package dsl

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// PlanVersion is the version of the serialised form of plans.
const PlanVersion = 1

// Plan is what a run keeps from its start to its end: plain data, stored under its content hash.
// Expressions and templates are kept as source text: they were checked when the workspace was loaded,
// and run by the same rules without the declarations of that day.
type Plan struct {
	Version  int    `json:"version"`
	Playbook string `json:"playbook"`
	// PerContact says that a run is for one contact, and takes no events about others.
	PerContact bool `json:"per_contact,omitempty"`
	// Locale is the workspace's: the locale of templates for contacts that have none of their own.
	Locale    string                  `json:"locale,omitempty"`
	Steps     []*Step                 `json:"steps"`
	Exits     []*Exit                 `json:"exits,omitempty"`
	Templates map[string]PlanTemplate `json:"templates,omitempty"`
	// Lead is the mail address of the team's lead, who gets tasks that have no assignee.
	Lead string `json:"lead,omitempty"`
	// Params is the values of arguments that a run isn't given.
	Params map[string]any `json:"params,omitempty"`
	// Vars and Locals are the values that the plan's expressions read as var.x and local.y, and only
	// those: an edit of another doesn't change the plan.
	Vars   map[string]any `json:"vars,omitempty"`
	Locals map[string]any `json:"locals,omitempty"`
}

// Hash is the SHA-256 of the plan's canonical form, in hex: of what it does, not of how it was written.
func (p *Plan) Hash() string { return hashOf(p) }

// hashOf is the SHA-256 of a value's JSON, whose objects have their keys in order.
func hashOf(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		// Only values that JSON lacks, such as infinity, can't be written; they are told apart all the same.
		raw = fmt.Appendf(nil, "%#v", v)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// readValues is the values of vars or locals that a plan reads.
func (l *loader) readValues(prefix string, reads map[string]bool, all map[string]any) map[string]any {
	kept := map[string]any{}
	for name := range reads {
		attr, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		if attr == "*" {
			return all
		}
		if value, known := all[attr]; known {
			kept[attr] = value
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}
