package oracletest

import "fmt"

func (d *draft) drawSegments() {
	for i := range d.number("segments", 0, 2) {
		d.add(d.segment(fmt.Sprint("seg", i)))
	}
	for i := range d.number("segments of contacts", 0, 2) {
		d.add(d.segmentOfContacts(fmt.Sprint("people", i)))
	}
}

// segment draws a segment of accounts that others can read from now on.
func (d *draft) segment(name string) string {
	d.segments = append(d.segments, name)
	return block(fmt.Sprintf("segment %q", name), attribute("when", d.condition(afterHealth)), d.optional("hold", 2, "6h", "2d", "2 business days"))
}

// segmentOfContacts draws a segment of contacts that others can read from now on.
func (d *draft) segmentOfContacts(name string) string {
	d.of = append(d.of, name)
	return block(fmt.Sprintf("segment %q", name), attribute("of", "contact"), attribute("when", d.contactCondition()), d.optional("hold", 3, "6h", "2d"))
}

// segmentMove is a trigger of who enters or leaves segments: of accounts or of contacts.
func (d *draft) segmentMove() string {
	names, when := d.segments, d.sometimes()
	if len(names) == 0 || len(d.of) > 0 && d.chance("of contacts", 2) {
		names = d.of
		if !d.per && d.chance("about the contact", 3) {
			when = attribute("when", d.contactCondition())
		}
	}
	which := fmt.Sprintf("[%q]", d.pick("segment", names...))
	if len(names) > 1 && d.chance("several", 2) {
		which = fmt.Sprintf("[%q, %q]", names[1], names[0])
	}
	return fires("segment", d.pick("move", "enters", "enters", "leaves")+" = "+which, when)
}
