package customer

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"strings"
)

// controlGroupRule keeps a share of those who would be enrolled apart, by their lots.
func controlGroupRule() rule {
	return rule{name: "control_group", passes: "The account is not in a control group.", ask: (*evaluation).askControlGroup, perSlot: true}
}

func (t *evaluation) askControlGroup(o occurrence) ruleResult {
	percent := o.trigger.playbook.Enroll.ControlGroup
	if percent == 0 {
		return ruleResult{}
	}
	drawn := draw(t.core.unit(&o.Decision))
	if drawn >= percent {
		return ruleResult{}
	}
	a := refused(ReasonControl, "The account is in the control group of %s %% (its lot is %s): it is watched and left alone, to measure the effect.",
		showNumber(percent), showNumber(drawn))
	a.outcome = Control
	return a
}

// unit is the hash of what draws a lot and is compared: an account in a playbook or, where that has several slots, each of
// them. It holds no customer data.
func (c *Core) unit(d *Decision) [sha256.Size]byte {
	who := []string{"control_group", escaped(d.Playbook), escaped(d.Account), c.slotID(d)}
	return sha256.Sum256([]byte(strings.Join(who, "/")))
}

// draw is a number from 0 to below 100 that a unit always draws. Another percentage of the control group
// only moves those whose lots lie between the two.
func draw(unit [sha256.Size]byte) float64 {
	return 100 * float64(binary.BigEndian.Uint32(unit[:])) / (math.MaxUint32 + 1)
}
