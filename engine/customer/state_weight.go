package customer

// MaxHeldBytes is how many bytes the values of an account's held occurrences may take, and how many those of its tracked
// enrolments: they are kept in the state, which every entry reads and writes.
const MaxHeldBytes = 256 << 10

// Weight is about how many bytes a JSON value takes.
func Weight(v any) int {
	const punctuation = 4
	n := punctuation
	switch v := v.(type) {
	case string:
		n += len(v)
	case []any:
		for _, item := range v {
			n += Weight(item)
		}
	case map[string]any:
		for name, item := range v {
			n += len(name) + punctuation + Weight(item)
		}
	default:
		n += 8
	}
	return n
}

// weight is about how many bytes a held occurrence takes.
func (d *Decision) weight() int {
	return len(d.Occurrence) + len(d.Contact) + len(d.Key) + len(d.Detail) + Weight(d.Values)
}

// fits reports whether an occurrence can be held within the limits.
func (s *State) fits(d *Decision) bool {
	n := d.weight()
	for i := range s.Held {
		n += s.Held[i].weight()
	}
	return len(s.Held) < MaxHeld && n <= MaxHeldBytes
}

// canTrack reports whether an enrolment can be tracked within the limits.
func (s *State) canTrack(en *Enrolment) bool {
	n := Weight(en.Trigger)
	for _, other := range s.Tracked {
		n += Weight(other.Trigger)
	}
	return len(s.Tracked) < MaxTracked && n <= MaxHeldBytes
}
