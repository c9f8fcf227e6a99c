package customer

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// What an expression reads of an event decides how much of it is worked out; it has to be enough.
func TestMetricsReadAllThatIsKnownOfAnEvent(t *testing.T) {
	t.Parallel()
	for _, when := range []string{
		`event.device == 'phone'`,
		`event.id == 'e3'`,
		`event.type == 'opened'`,
		`days_since(event.time) == 0`,
		`event.contact.id == 'kim'`,
		`event.contact.role == 'champion' && event.device == 'phone'`,
		`contact.id == 'kim'`,
		`contact.role == 'champion' && event.device == 'phone' && event.id == 'e3'`,
	} {
		st := customer(t, fmt.Sprintf(`
			event "opened" {
				about      = "contact"
				properties = { device = string }
			}
			metric "opens" {
				event  = "opened"
				window = "30d"
				when   = %q
			}`, when))
		st.update(at("1h"), nil, data("id", "kim", "attributes", data("role", "champion")))
		st.send(at("2h"), Entry{Type: "opened", Contact: "kim", Data: data("device", "phone")})
		require.InDelta(t, 1, st.fact(at("2h"), "metric", "opens"), 0, when)
	}
}
