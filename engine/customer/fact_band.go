package customer

import (
	"slices"

	"github.com/tendhq/tend/dsl"
)

// bandOf is the band of a score for an account that was in another band before. Falling is
// immediate; to improve, a score must be the definition's hysteresis above the boundary, or 100 where that is higher, so
// that a score which oscillates around a boundary stays in one band.
func bandOf(def *dsl.HealthScore, score *float64, before string) string {
	if score == nil {
		return ""
	}
	was := slices.IndexFunc(def.Bands, func(b dsl.Band) bool { return b.Name == before })
	for i, band := range def.Bands {
		from := band.From
		if i < was {
			from = min(from+def.Hysteresis, 100)
		}
		if *score >= from {
			return band.Name
		}
	}
	return ""
}
