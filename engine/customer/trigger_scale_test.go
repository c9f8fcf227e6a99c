package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const use = `
scale "use" {
  level "much" {
    when = "metric.usage_10d >= 100"
    hold = "2d"
  }
  level "some" { when = "metric.usage_10d > 0" }
  level "none" {}
}
`

func TestScaleMoves(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trigger string
		want    []string
	}{
		"any":    {``, []string{"03-03 10:00:00 none some", "03-06 09:00:00 some much", "03-13 15:24:47 much some", "03-14 09:24:47 some none"}},
		"enters": {`enters = "much"`, []string{"03-06 09:00:00 some much"}},
		"leaves": {`leaves = ["none", "some"]`, []string{"03-03 10:00:00 none some", "03-06 09:00:00 some much", "03-14 09:24:47 some none"}},
		"both":   {"enters = \"none\"\n leaves = \"some\"", []string{"03-14 09:24:47 some none"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, use, play("p", "trigger \"scale\" {\n scale = \"use\"\n"+test.trigger+"\n}"))
			require.Empty(t, st.all, "the first level is no move")
			st.event(at("1h"), "used", "n", 50.0)
			st.event(at("1d"), "used", "n", 50.0)
			st.advance(at("3d").Add(-time.Second)) // one second before it has held
			st.advance(at("20d"))
			require.Equal(t, test.want, firings(st, "from", "to"))
		})
	}
}
