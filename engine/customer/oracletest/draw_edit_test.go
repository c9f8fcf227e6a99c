package oracletest

import (
	"regexp"
	"slices"

	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl"
)

// Values that an edit replaces by others of their kind.
var editable = []struct {
	value  *regexp.Regexp
	others []string
}{
	{regexp.MustCompile(`(?m)(window|hold|due|after|within|overdue|idle|cooldown|before) = "[^"]*"`), []string{"${1} = \"3h\"", "${1} = \"2d\"", "${1} = \"9d\""}},
	{regexp.MustCompile(`(>=|<|>) -?\d+`), []string{"${1} 1", "${1} 2", "${1} 3"}},
	{regexp.MustCompile(`(weight|worst|hysteresis|points|priority) = \d+`), []string{"${1} = 1", "${1} = 7"}},
	{regexp.MustCompile(`(sum|distinct|last|first|min|max|avg) = `), []string{"sum = ", "distinct = ", "last = ", "max = ", "avg = "}},
	{regexp.MustCompile(`event = "\w+"`), []string{`event = "used"`, `event = "visit"`}},
	{regexp.MustCompile(`from = [47]0`), []string{"from = 45", "from = 60"}},
	{regexp.MustCompile(`mode = "\w+"`), []string{`mode = "live"`, `mode = "dry_run"`}},
	{regexp.MustCompile(`control_group = [\d.]+`), []string{"control_group = 30", "control_group = 70"}},
	{regexp.MustCompile(`tags = \[.*\]`), []string{`tags = ["a"]`, `tags = ["b", "c"]`}},
	{regexp.MustCompile(`account.seats`), []string{"2", "account.seats * 2"}},
}

// zone is the workspace's, in its first block.
var zone = regexp.MustCompile(`time_zone = "[^"]*"`)

// edited is the draft after an edit, with the workspace that it makes; nil when the edit would be refused.
func (d *draft) edited(r *rapid.T) (*draft, *dsl.Workspace) {
	next := *d
	next.r, next.blocks = r, slices.Clone(d.blocks)
	i := rapid.IntRange(1, len(d.blocks)-1).Draw(r, "block")
	switch rapid.IntRange(0, 9).Draw(r, "edit") {
	case 0:
		next.blocks = slices.Delete(next.blocks, i, i+1)
	case 1:
		next.add(next.playbook(next.fresh("play")))
	case 2:
		next.add(next.metric(next.fresh("m")))
	case 3:
		next.add(next.guard(next.fresh("guard")))
	case 4:
		add := rapid.SampledFrom([]func(string) string{next.segment, next.segmentOfContacts}).Draw(r, "of whom")
		next.add(add(next.fresh("seg")))
	case 5:
		next.blocks[0] = zone.ReplaceAllString(next.blocks[0], rapid.SampledFrom(zones).Draw(r, "zone"))
	default:
		e := rapid.SampledFrom(editable).Draw(r, "value")
		next.blocks[i] = e.value.ReplaceAllString(next.blocks[i], rapid.SampledFrom(e.others).Draw(r, "other"))
	}
	w, _ := dsl.LoadFiles(map[string][]byte{"workspace.hcl": []byte(next.text())}, dsl.Options{})
	return &next, w
}

// fresh is a name that nothing has had yet.
func (d *draft) fresh(prefix string) string {
	d.added++
	return prefix + "_new" + string(rune('a'+d.added))
}
