package calendar

import (
	"maps"
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// holidays is the national holidays of each country, by its ISO code. Holidays of a region are days
// that an author lists as closed.
var holidays = map[string][]*cal.Holiday{
	"ar": ar.Holidays, "at": at.Holidays, "be": be.Holidays, "bg": bg.Holidays,
	"br": br.Holidays, "ca": ca.Holidays, "ch": ch.Holidays, "cz": cz.Holidays, "de": de.Holidays,
	"dk": dk.Holidays, "es": es.Holidays, "fr": fr.Holidays, "gb": gb.Holidays, "gr": gr.Holidays,
	"hr": hr.Holidays, "ie": ie.Holidays, "it": it.Holidays, "jp": jp.Holidays, "lt": lt.Holidays,
	"lv": lv.Holidays, "nl": nl.Holidays, "no": no.Holidays, "nz": nz.Holidays, "pl": pl.Holidays,
	"ro": ro.Holidays, "se": se.Holidays, "si": si.Holidays, "sk": sk.Holidays, "ua": ua.Holidays,
	"us": us.Holidays, "za": za.Holidays,
}

// Holidays are known from the first to the last of these years: beyond them, no law says what they
// will be, and the formulas of the equinoxes end.
const (
	firstHolidays = 2000
	lastHolidays  = 2099
)

// Countries is the ISO codes whose holidays are known, in order.
func Countries() []string { return slices.Sorted(maps.Keys(holidays)) }

// addHolidays closes the national holidays of a country, and the days on which they are made up for
// when they fall on a weekend.
func (c *Calendar) addHolidays(country string) error {
	if country == "" {
		return nil
	}
	all, ok := holidays[country]
	if !ok {
		return wrong("holidays", 0, "the holidays of %q are not known: write a country's code, such as \"jp\", or list the days in closed", country)
	}
	for _, h := range all {
		for year := firstHolidays; year <= lastHolidays; year++ {
			// A copy, as some of the library's formulas keep what they work out.
			own := *h
			actual, observed := own.Calc(year)
			c.closeOn(actual)
			c.closeOn(observed)
		}
	}
	return nil
}

// closeOn closes the day of a midnight in the zone of the machine. Where clocks are put forward at that
// midnight it is an hour early, so that noon tells the day.
func (c *Calendar) closeOn(midnight time.Time) {
	if !midnight.IsZero() {
		c.closed[dateDay(midnight.Add(12*time.Hour).Date())] = true
	}
}
