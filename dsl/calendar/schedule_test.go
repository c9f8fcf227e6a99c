package calendar_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl/calendar"
)

func schedule(t *testing.T, written string) *calendar.Schedule {
	t.Helper()
	s, err := calendar.ParseSchedule(written)
	require.NoError(t, err, written)
	return s
}

func TestSchedulesAreOfTheCalendarAlone(t *testing.T) {
	t.Parallel()
	tokyo := zone(t, "Asia/Tokyo")
	from := time.Date(2026, 2, 27, 12, 0, 0, 0, tokyo) // a Friday
	for written, want := range map[string]string{
		"0 9 1 * *":          "2026-03-01T09:00:00+09:00",
		"  0  9 1\t* * ":     "2026-03-01T09:00:00+09:00",
		"30 8 * * 1":         "2026-03-02T08:30:00+09:00",
		"0 0 29 2 *":         "2028-02-29T00:00:00+09:00",
		"0 9 * * MON":        "2026-03-02T09:00:00+09:00",
		"0 9 * feb-MAR sun":  "2026-03-01T09:00:00+09:00",
		"0 9 * * 0":          "2026-03-01T09:00:00+09:00",
		"0 9 * * 7":          "2026-03-01T09:00:00+09:00",
		"0 9 * * 6-7":        "2026-02-28T09:00:00+09:00",
		"0 9 * * 1/3":        "2026-03-02T09:00:00+09:00",
		"0 9 ? * ?":          "2026-02-28T09:00:00+09:00",
		"* * * * *":          "2026-02-27T12:01:00+09:00",
		"*/15 * * * *":       "2026-02-27T12:15:00+09:00",
		"50/4 * * * *":       "2026-02-27T12:50:00+09:00",
		"5,10-30/7 12 * * *": "2026-02-27T12:05:00+09:00",
		"0 9-17/4 * * *":     "2026-02-27T13:00:00+09:00",
		"0 12 * * *":         "2026-02-28T12:00:00+09:00",
		"0 9 15 * 1":         "2026-03-02T09:00:00+09:00", // the 15th, and each Monday
		"0 9 */10 * 1":       "2026-03-01T09:00:00+09:00", // each tenth day, and each Monday
		"00 09 01 03 *":      "2026-03-01T09:00:00+09:00",
		"0 9 * * 7/2":        "2026-02-28T09:00:00+09:00", // from Sunday on
		"0 9 * * 0,7,sun,7":  "2026-03-01T09:00:00+09:00",
		"0 9 * * 0-7":        "2026-02-28T09:00:00+09:00",
		"0 9 *,5 * *":        "2026-02-28T09:00:00+09:00",
		"5-5/7 9 * * *":      "2026-02-28T09:05:00+09:00",
		"@hourly":            "2026-02-27T13:00:00+09:00",
		"@daily":             "2026-02-28T00:00:00+09:00",
		"@Daily":             "2026-02-28T00:00:00+09:00",
		"@midnight":          "2026-02-28T00:00:00+09:00",
		"@weekly":            "2026-03-01T00:00:00+09:00",
		"@monthly":           "2026-03-01T00:00:00+09:00",
		"@yearly":            "2027-01-01T00:00:00+09:00",
		"@annually":          "2027-01-01T00:00:00+09:00",
	} {
		require.Equal(t, want, schedule(t, written).Next(from, tokyo).In(tokyo).Format(time.RFC3339), written)
	}
}

func TestAScheduleThatNeverComes(t *testing.T) {
	t.Parallel()
	from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, never := range []string{"0 0 30 2 *", "0 * 30 2 *", "0 0 31 4,6,9,11 *"} {
		require.True(t, schedule(t, never).Next(from, time.UTC).IsZero(), never)
	}
	// Eight years without a leap day.
	for _, leap := range []string{"0 0 29 2 *", "0 * 29 2 *"} {
		next := schedule(t, leap).Next(time.Date(2096, 2, 29, 23, 30, 0, 0, time.UTC), time.UTC)
		require.Equal(t, "2104-02-29 00:00", next.Format("2006-01-02 15:04"), leap)
	}
}

func TestWhatIsNoScheduleIsSaidSo(t *testing.T) {
	t.Parallel()
	foreign := func(character string) string {
		return " has the character '" + character + "', and a schedule has digits and letters without accents, spaces and * , - / alone"
	}
	for written, says := range map[string]string{
		"":                             `the schedule is empty`,
		" \t ":                         `the schedule is empty`,
		"@monthly@":                    `"@monthly@" isn't one of @yearly, @monthly, @weekly, @daily and @hourly`,
		"monthly":                      `"monthly" has 1 part and not 5`,
		"* * * *":                      `"* * * *" has 4 parts and not 5`,
		"0 0 9 1 * *":                  `"0 0 9 1 * *" has 6 parts and not 5: leave out seconds and years`,
		"0 0 9 1 * * 2026":             `"0 0 9 1 * * 2026" has 7 parts and not 5: leave out seconds and years`,
		"0 9 * * *\n0 10 * * *":        `"0 9 * * *\n0 10 * * *" has 10 parts and not 5`,
		"9 o'clock":                    `"9 o'clock" has 2 parts and not 5`,
		"@":                            `"@" isn't one of @yearly, @monthly, @weekly, @daily and @hourly`,
		"@daily 5":                     `"@daily 5" goes on after a name that stands alone: write either "@daily" or five fields`,
		"@every":                       `"@every" would count from the start of a process, and a schedule is of the calendar: write "*/5 * * * *" for every five minutes`,
		"@every 5m":                    `"@every 5m" would count from the start of a process, and a schedule is of the calendar: write "*/5 * * * *" for every five minutes`,
		"0 9 * mar-jan *":              `"mar-jan" isn't a range of months, as it ends before it begins: write "mar-dec,jan"`,
		"0 9 * * * # daily":            `"0 9 * * * # daily" has a comment: put it behind the line, outside of the quotation marks`,
		"@weekly 9":                    `"@weekly 9" goes on after a name that stands alone: write either "@weekly" or five fields`,
		"TZ=UTC 0 9 * * *":             `"TZ=UTC 0 9 * * *" is more than a schedule: the zone is the workspace's, so leave out what has a "="`,
		"CRON_TZ=":                     `"CRON_TZ=" is more than a schedule: the zone is the workspace's, so leave out what has a "="`,
		"0\u00a09 * * *":               `"0\u00a09 * * *"` + foreign(`\u00a0`),
		"\u30000 9 * * *":              `"\u30000 9 * * *"` + foreign(`\u3000`),
		"0 9 * * *\u2028":              `"0 9 * * *\u2028"` + foreign(`\u2028`),
		"0 9\v* * *":                   `"0 9\v* * *"` + foreign(`\v`),
		"0 \uff19 * * *":               "\"0 \uff19 * * *\"" + foreign(`\uff19`),
		"0 9 * * mon\u2013fri":         "\"0 9 * * mon\u2013fri\"" + foreign(`\u2013`),
		"0 9 * \u017fep *":             "\"0 9 * \u017fep *\"" + foreign(`\u017f`),
		"60 9 * * *":                   `"60" isn't a minute: that is 0 to 59`,
		"000 9 * * *":                  `"000" isn't a minute: that is 0 to 59`,
		"+5 9 * * *":                   `"+5" isn't a minute: that is 0 to 59`,
		"1_0 9 * * *":                  `"1_0" isn't a minute: that is 0 to 59`,
		"0x5 9 * * *":                  `"0x5" isn't a minute: that is 0 to 59`,
		"5- 9 * * *":                   `"5-" isn't a minute: that is 0 to 59`,
		"/5 9 * * *":                   `"/5" isn't a minute: that is 0 to 59`,
		"** 9 * * *":                   `"**" isn't a minute: that is 0 to 59`,
		"0 24 * * *":                   `"24" isn't an hour: that is 0 to 23`,
		"0 9am * * *":                  `"9am" isn't an hour: that is 0 to 23`,
		"0 9 0 * *":                    `"0" isn't a day of the month: that is 1 to 31`,
		"0 9 32 * *":                   `"32" isn't a day of the month: that is 1 to 31`,
		"0 9 L * *":                    `"L" isn't a day of the month: that is 1 to 31`,
		"0 9 mon * *":                  `"mon" isn't a day of the month: that is 1 to 31; "mon" is a day of the week, which has a part of its own`,
		"0 9 1 13 *":                   `"13" isn't a month: that is 1 to 12, or jan to dec`,
		"0 9 1 june *":                 `"june" isn't a month: that is 1 to 12, or jan to dec; write "jun"`,
		"0 9 1 January *":              `"January" isn't a month: that is 1 to 12, or jan to dec; write "jan"`,
		"0 9 1 sept. *":                `"sept." isn't a month: that is 1 to 12, or jan to dec; write "sep"`,
		"0 9 1 janvier *":              `"janvier" isn't a month: that is 1 to 12, or jan to dec`,
		"0 9 * fri *":                  `"fri" isn't a month: that is 1 to 12, or jan to dec; "fri" is a day of the week, which has a part of its own`,
		"0 9 * * 8":                    `"8" isn't a day of the week: that is 0 to 7 (Sunday is both), or sun to sat`,
		"0 9 * * monday":               `"monday" isn't a day of the week: that is 0 to 7 (Sunday is both), or sun to sat; write "mon"`,
		"0 9 * * mon-thurs":            `"mon-thurs" isn't a day of the week: that is 0 to 7 (Sunday is both), or sun to sat; write "thu"`,
		"0 9 * * mo":                   `"mo" isn't a day of the week: that is 0 to 7 (Sunday is both), or sun to sat`,
		"0 9 * * mon#1":                `"mon#1" isn't a day of the week: that is 0 to 7 (Sunday is both), or sun to sat`,
		"0 9 * jan-2x *":               `"jan-2x" isn't a month: that is 1 to 12, or jan to dec`,
		"1--5 * * * *":                 `"1--5" isn't a minute: that is 0 to 59`,
		"-5 * * * *":                   `"-5" isn't a minute: that is 0 to 59`,
		"1-2-3 * * * *":                `"1-2-3" isn't a minute: that is 0 to 59`,
		"99999999999999999999 * * * *": `"99999999999999999999" isn't a minute: that is 0 to 59`,
		"*-5 * * * *":                  `"*-5" isn't a range of minutes, as "*" is all of them: write "0-5"`,
		"* * ?-5/2 * *":                `"?-5/2" isn't a range of days of the month, as "?" is all of them: write "1-5"`,
		"*- * * * *":                   `"*-" isn't a range of minutes, as "*" is all of them: write "*"`,
		"0 17-9 * * *":                 `"17-9" isn't a range of hours, as it ends before it begins: write "17-23,0-9"`,
		"0 22-2 * * *":                 `"22-2" isn't a range of hours, as it ends before it begins: write "22,23,0,1,2"`,
		"0 22-2/2 * * *":               `"22-2/2" isn't a range of hours, as it ends before it begins: write "22,0,2"`,
		"0 9 * nov-feb *":              `"nov-feb" isn't a range of months, as it ends before it begins: write "nov,dec,jan,feb"`,
		"0 9 28-3 * *":                 `"28-3" isn't a range of days of the month, as it ends before it begins: write "28,29,30,31,1,2,3"`,
		"0 9 * * fri-mon":              `"fri-mon" isn't a range of days of the week, as it ends before it begins: write "fri,sat,sun,mon"`,
		"0 9 * * sat-sun":              `"sat-sun" isn't a range of days of the week, as it ends before it begins: write "sat,sun"`,
		"0 9 * * 7-2":                  `"7-2" isn't a range of days of the week, as it ends before it begins: write "0,1,2"`,
		"1,,2 * * * *":                 `"1,,2" isn't a list of minutes, as nothing stands beside a comma: write "1,2"`,
		",1 * * * *":                   `",1" isn't a list of minutes, as nothing stands beside a comma: write "1"`,
		"1, * * * *":                   `"1," isn't a list of minutes, as nothing stands beside a comma: write "1"`,
		", * * * *":                    `"," isn't a list of minutes, as nothing stands beside a comma`,
		"0 9 1, 2 * *":                 `"0 9 1, 2 * *" has 6 parts and not 5: write lists without spaces, such as 1,15`,
		"*/0 * * * *":                  `"*/0" isn't a step of minutes: after "/" comes 1 to 59`,
		"5-5/0 * * * *":                `"5-5/0" isn't a step of minutes: after "/" comes 1 to 59`,
		"*/60 * * * *":                 `"*/60" isn't a step of minutes: after "/" comes 1 to 59`,
		"*/61 * * * *":                 `"*/61" isn't a step of minutes: after "/" comes 1 to 59`,
		"*/ * * * *":                   `"*/" isn't a step of minutes: after "/" comes 1 to 59`,
		"*/2/3 * * * *":                `"*/2/3" isn't a step of minutes: after "/" comes 1 to 59`,
		"*/-2 * * * *":                 `"*/-2" isn't a step of minutes: after "/" comes 1 to 59`,
		"*/+2 * * * *":                 `"*/+2" isn't a step of minutes: after "/" comes 1 to 59`,
		"*/mon * * * *":                `"*/mon" isn't a step of minutes: after "/" comes 1 to 59`,
		"0 */24 * * *":                 `"*/24" isn't a step of hours: after "/" comes 1 to 23`,
		"0 0 1/31 * *":                 `"1/31" isn't a step of days of the month: after "/" comes 1 to 30`,
		"0 0 * */12 *":                 `"*/12" isn't a step of months: after "/" comes 1 to 11`,
		"0 0 * * */7":                  `"*/7" isn't a step of days of the week: after "/" comes 1 to 6`,
	} {
		_, err := calendar.ParseSchedule(written)
		require.EqualError(t, err, says)
		requireMended(t, written, err)
		require.NotContains(t, err.Error(), "strconv")
	}
}

func TestSchedulesKeepToTheClockWhenItChanges(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		zone, cron, from string
		want             []string
	}{
		"skipped in spring":                {"Europe/Berlin", "30 2 * * *", "2026-03-28T00:00:00Z", []string{"28 02:30 +0100", "29 03:30 +0200", "30 02:30 +0200"}},
		"skipped, but not yet":             {"Europe/Berlin", "30 2 * * *", "2026-03-29T01:10:00Z", []string{"29 03:30 +0200", "30 02:30 +0200"}},
		"twice in autumn":                  {"Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00Z", []string{"25 02:30 +0200", "26 02:30 +0100"}},
		"between the two":                  {"Europe/Berlin", "30 2 * * *", "2026-10-25T01:10:00Z", []string{"26 02:30 +0100"}},
		"twice in another zone":            {"America/New_York", "30 1 * * *", "2026-11-01T00:00:00Z", []string{"01 01:30 -0400", "02 01:30 -0500"}},
		"skipped in another zone":          {"America/New_York", "0,30 2 * * *", "2026-03-08T00:00:00Z", []string{"08 03:00 -0400", "08 03:30 -0400", "09 02:00 -0400"}},
		"midnight that is skipped":         {"America/Sao_Paulo", "0 0 * * *", "2018-11-03T12:00:00Z", []string{"04 01:00 -0200", "05 00:00 -0200"}},
		"half an hour":                     {"Australia/Lord_Howe", "15 2 * * *", "2026-10-02T20:00:00Z", []string{"04 02:45 +1100", "05 02:15 +1100"}},
		"half an hour and what comes then": {"Australia/Lord_Howe", "15,20,35 2 * * *", "2026-10-03T12:00:00Z", []string{"04 02:35 +1100", "04 02:45 +1100", "04 02:50 +1100", "05 02:15 +1100"}},
		"two hours":                        {"Antarctica/Troll", "30 1 * * *", "2026-03-29T01:20:00Z", []string{"29 03:30 +0200", "30 01:30 +0200"}},
		"a day that is skipped":            {"Pacific/Apia", "0 9 * * *", "2011-12-30T05:00:00Z", []string{"31 09:00 +1400", "01 09:00 +1400"}},
		"every hour":                       {"Europe/Berlin", "0 * * * *", "2026-10-25T00:00:00Z", []string{"25 02:00 +0100", "25 03:00 +0100"}},
		"every hour of a short day":        {"Europe/Berlin", "0 * * * *", "2026-03-29T00:30:00Z", []string{"29 03:00 +0200", "29 04:00 +0200"}},
		"every hour without a midnight":    {"America/Sao_Paulo", "0 * 4 11 *", "2018-11-04T02:30:00Z", []string{"04 01:00 -0200", "04 02:00 -0200"}},
		"every hour of a zone beside it":   {"Asia/Kathmandu", "0 * * * *", "2026-03-29T00:30:00Z", []string{"29 07:00 +0545", "29 08:00 +0545"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone := zone(t, test.zone)
			s := schedule(t, test.cron)
			at, err := time.Parse(time.RFC3339, test.from)
			require.NoError(t, err)
			for _, want := range test.want {
				at = s.Next(at, zone)
				require.Equal(t, want, at.In(zone).Format("02 15:04 -0700"))
			}
		})
	}
}

// hardZones have the changes of clocks that are hardest: by half an hour, by two, by a day, and at midnight.
var hardZones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia", "America/Sao_Paulo", "Africa/Cairo", "Asia/Kathmandu",
}

// Whatever is read: its next instant lies after, is the first, and the clock shows a time that is meant, unless
// clocks were put forward over it in the day before.
func TestTheNextInstantIsTheFirstThatIsMeant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		part := func(first, last int) string {
			return rapid.OneOf(
				rapid.SampledFrom([]string{"*", "*/7", "?"}),
				rapid.Map(rapid.IntRange(first, last), func(n int) string { return time.Unix(int64(n), 0).UTC().Format("5") }),
			).Draw(rt, "part")
		}
		written := strings.Join([]string{part(0, 59), part(0, 23), part(1, 28), part(1, 12), part(0, 6)}, " ")
		checkSchedule(rt, written, rapid.Int64Range(946_684_800, 2_524_608_000).Draw(rt, "after"), rapid.SampledFrom(hardZones).Draw(rt, "zone"))
	})
}

// FuzzSchedule looks for a text that brings the reader down, and for an instant that isn't a schedule's next.
func FuzzSchedule(f *testing.F) {
	for _, s := range []string{"0 9 1 * *", "*/15 9-17 * * mon-fri", "@weekly", "5/10 ? 1,15 feb 7", "TZ=UTC 0 9 * * *", "0 22-2/3 *-5 january 7/2", ",1 1,,2 */99 \u00a0 \uff15"} {
		for zone := range hardZones {
			f.Add(s, int64(1_774_746_000), byte(zone))
		}
	}
	f.Fuzz(func(t *testing.T, s string, after int64, zone byte) {
		const year2200 = 7_258_118_400
		checkSchedule(t, s, (after%year2200+year2200)%year2200, hardZones[int(zone)%len(hardZones)])
	})
}

func checkSchedule(t require.TestingT, written string, after int64, zoneName string) {
	s, err := calendar.ParseSchedule(written)
	if err != nil {
		require.NotContains(t, err.Error(), "strconv")
		requireMended(t, written, err)
		return
	}
	require.Regexp(t, `^[\t\n\r -~]+$`, written)
	zone, err := time.LoadLocation(zoneName)
	require.NoError(t, err)
	from := time.Unix(after, 0)
	next := s.Next(from, zone)
	if next.IsZero() {
		return
	}
	require.True(t, next.After(from), "%q: %s isn't after %s", written, next, from)
	require.True(t, s.Next(next.Add(-time.Nanosecond), zone).Equal(next), "%q: %s isn't its own", written, next)
	between := from.Add(next.Sub(from) / 2)
	require.True(t, s.Next(between, zone).Equal(next), "%q: %s comes between %s and %s", written, s.Next(between, zone), from, next)
}

// advice is a part of a schedule and what an error says to write in its place.
var advice = regexp.MustCompile(`^"([^"\\]+)" isn't a (list|range) of .*: write "([^"]+)"$`)

// requireMended writes what an error says to write: then the part isn't wrong any more, or not in this way.
func requireMended(t require.TestingT, written string, err error) {
	m := advice.FindStringSubmatch(err.Error())
	if m == nil {
		return
	}
	parts := strings.Fields(written)
	i := slices.IndexFunc(parts, func(part string) bool { return slices.Contains(append(strings.Split(part, ","), part), m[1]) })
	require.GreaterOrEqual(t, i, 0, "%q: %s", written, err)
	parts[i] = m[3]
	if _, after := calendar.ParseSchedule(strings.Join(parts, " ")); after != nil {
		require.NotContains(t, after.Error(), strconv.Quote(m[3])+" isn't a "+m[2], "%q: %s", written, err)
	}
}
