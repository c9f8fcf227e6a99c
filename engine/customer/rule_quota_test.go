package customer

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestQuotasAtTheEdgesOfTheirPeriods(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		quota, first, full, capacity, until string
	}{
		"a day":                   {"1 per day", "2026-03-03 00:00:00", "2026-03-03 23:59:59", "2026-03-04 00:00:00", "2026-03-04 00:00"},
		"a day of 23 hours":       {"1 per day", "2026-03-29 00:30:00", "2026-03-29 23:59:59", "2026-03-30 00:00:00", "2026-03-30 00:00"},
		"a day of 25 hours":       {"1 per day", "2026-10-25 00:30:00", "2026-10-25 23:59:59", "2026-10-26 00:00:00", "2026-10-26 00:00"},
		"a week is from Monday":   {"1 per week", "2026-03-09 00:00:00", "2026-03-15 23:59:59", "2026-03-16 00:00:00", "2026-03-16 00:00"},
		"a month":                 {"1 per month", "2026-02-28 23:59:59", "2026-02-28 23:59:59", "2026-03-01 00:00:00", "2026-03-01 00:00"},
		"February of a leap year": {"1 per month", "2028-02-01 00:00:00", "2028-02-29 23:59:59", "2028-03-01 00:00:00", "2028-03-01 00:00"},
		"a quarter":               {"1 per quarter", "2026-04-01 00:00:00", "2026-06-30 23:59:59", "2026-07-01 00:00:00", "2026-07-01 00:00"},
		"a year":                  {"1 per year", "2026-01-01 00:00:00", "2026-12-31 23:59:59", "2027-01-01 00:00:00", "2027-01-01 00:00"},
		"any hours":               {"1 per 12h", "2026-03-28 20:00:00", "2026-03-29 08:59:59", "2026-03-29 09:00:00", "2026-03-29 09:00"},
		"any days":                {"1 per 2d", "2026-03-28 20:00:00", "2026-03-30 19:59:59", "2026-03-30 20:00:00", "2026-03-30 20:00"},
		"a gap":                   {"1 per 1d", "2026-03-28 02:30:00", "2026-03-29 03:29:59", "2026-03-29 03:30:00", "2026-03-29 03:30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newSharedCapacity(t, limitedTo(fmt.Sprintf("quota = %q", c.quota)))
			require.Equal(t, []string{"p enrolled"}, summary(h.ticket("a", berlin(c.first))))
			no := h.ticket("b", berlin(c.full))
			require.Equal(t, []string{"p skipped quota"}, summary(no))
			require.Equal(t, fmt.Sprintf("The quota of %s is used up; there is room again on %s.", c.quota, c.until), no[0].Detail)
			require.Equal(t, []string{"p enrolled"}, summary(h.ticket("c", berlin(c.capacity))))
		})
	}
}

func TestAQuotaCountsStartsAndNotThoseOfOthers(t *testing.T) {
	t.Parallel()
	h := newSharedCapacity(t, limitedTo(`quota = "2 per day"`), play("other", onTicket+"\nwhen = \"account.seats == nil\""), play("dry", "mode = \"dry_run\"\n"+onTicket+"\nenroll { quota = \"1 per day\" }"))
	all := []string{}
	for i, account := range []string{"a", "b", "c"} {
		all = append(all, summary(h.ticket(account, at("1h").Add(time.Duration(i)*time.Minute)))...)
	}
	require.Equal(t, []string{
		"dry skipped dry_run", "other enrolled", "p enrolled",
		"dry skipped dry_run", "other enrolled", "p enrolled",
		"dry skipped dry_run", "other enrolled", "p skipped quota",
	}, all, "a dry run takes no place")
	h.end(h.runs[1], at("2h"))
	require.Equal(t, []string{"p skipped quota"}, summary(h.ticket("d", at("3h"))[2:]), "one that has ended has started too")
}
