package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const dated = `attribute "account" "renewal" { type = date }
`

func TestDateTriggersFireAtTheirMoment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ trigger, date, fires string }{
		"days before":              {`before = "30d"`, "2026-06-01", "05-02 00:00:00"},
		"before, over summer time": {`before = "2d"`, "2026-03-30", "03-28 00:00:00"},
		"a business day before":    {`before = "1 business day"`, "2026-03-16", "03-13 09:00:00"},
		"on the day":               {``, "2026-04-01", "04-01 00:00:00"},
		"after":                    {`after = "1d"`, "2026-03-31", "04-01 00:00:00"},
		"two business days after":  {`after = "2 business days"`, "2026-03-20", "03-24 18:00:00"},
		"leap day":                 {``, "2028-02-29", "02-29 00:00:00"},
		"late, but it still comes": {`before = "60d"`, "2026-03-20", "03-03 09:00:00"},
		"late, on the day itself":  {`before = "60d"`, "2026-03-03", "03-03 09:00:00"},
		"too late":                 {`before = "60d"`, "2026-03-02", ""},
		"after, long past":         {`after = "1d"`, "2026-01-01", ""},
		"not a date":               {``, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, dated, play("p", "  trigger \"date\" {\n date = \"account.renewal\"\n"+test.trigger+"\n}"))
			st.update(start, map[string]any{"status": "customer", "renewal": test.date})
			st.advance(start.AddDate(3, 0, 0))
			if test.fires == "" {
				require.Empty(t, st.all)
				return
			}
			require.Equal(t, []string{test.fires + " " + test.date}, firings(st, "date"))
		})
	}
}

func TestADateThatMovesFiresAgain(t *testing.T) {
	t.Parallel()
	st := customer(t, dated, play("p", `
  trigger "date" {
    date   = "account.renewal"
    before = "10d"
  }`))
	renew := func(received time.Time, date string) {
		st.update(received, map[string]any{"status": "customer", "renewal": date})
	}
	renew(at("1h"), "2026-03-20") // due on the 10th
	renew(at("2d"), "2026-03-25") // moved away before: due on the 15th
	st.advance(at("11d"))
	require.Empty(t, st.all)
	st.advance(at("12d"))
	renew(at("13d"), "2026-03-25")
	renew(at("14d"), "2027-03-25")
	st.advance(at("400d"))
	require.Equal(t, []string{"03-15 00:00:00 2026-03-25", "03-15 00:00:00 2027-03-25"}, firings(st, "date"))
	require.Equal(t, "The date 2026-03-25 is 10d away.", st.all[0].Detail)
}
