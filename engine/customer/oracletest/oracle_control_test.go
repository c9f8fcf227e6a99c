package oracletest

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
)

// controlled reports whether who would be enrolled is in the control group: by a lot that depends on nothing but the
// account, the playbook and the slot. How it is drawn must never change, as everyone would change groups.
func (o *oracle) controlled(f *firing, slot string) bool {
	sum := sha256.Sum256([]byte(strings.Join([]string{"control_group", escaped(f.playbook.Name), escaped(o.account), slot}, "/")))
	return float64(binary.BigEndian.Uint32(sum[:]))/(1<<32)*100 < f.playbook.Enroll.ControlGroup
}

func escaped(part string) string {
	return strings.NewReplacer("%", "%25", "/", "%2F", ":", "%3A").Replace(part)
}
