package customer

import (
	"fmt"
	"testing"
	"time"
)

func BenchmarkApply(b *testing.B) {
	for _, others := range []int{0, 100} {
		b.Run(fmt.Sprintf("other_playbooks=%d", others), func(b *testing.B) {
			src := []string{company, plays, `event "other" {}`}
			for i := range others {
				src = append(src, play(fmt.Sprint("other", i), `  trigger "event" { event = "other" }`))
			}
			st := customer(b, src[1:]...)
			e := Entry{Source: "bench", Account: "acme", Type: "login"}
			now := start
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				now = now.Add(time.Minute)
				e.ID, e.Contact, e.Time, e.Received = fmt.Sprint(i), fmt.Sprint("user", i%20), now, now
				st.core.Apply(st.s, e)
			}
		})
	}
}
