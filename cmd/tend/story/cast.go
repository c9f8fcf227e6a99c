package story

import "fmt"

// Days is how long the story goes.
const Days = 90

// customer is one company, and how it behaves by itself.
type customer struct {
	id, name, csm string
	status        string
	ltv, seats    int
	nps           int // 0: nobody answered
	// joins is the day on which the contract is signed; negative: before the story began.
	joins int
	// users is how many different people log in on a day; logins how often each does (0: once).
	users  func(day int) int
	logins func(day int) int
}

// always returns a constant number.
func always(n int) func(int) int { return func(int) int { return n } }

// dip returns a number that is lower from one day to another.
func dip(usual, low, from, to int) func(int) int {
	return func(day int) int {
		if day >= from && day < to {
			return low
		}
		return usual
	}
}

const (
	hana = "hana@brightdesk.example"
	tom  = "tom@brightdesk.example"
)

// The customers whose names the story needs.
const (
	aoba   = "aoba"
	books  = "books"
	cedar  = "cedar"
	delta  = "delta"
	cafe   = "cafe"
	garden = "garden"
)

// cast returns the dozen customers.
func (s *story) cast() []customer {
	return []customer{
		{id: aoba, name: "Aoba Foods", csm: hana, ltv: 80_000, seats: 10, nps: 9, users: s.aoba},
		{id: books, name: "Brightwater Books", csm: tom, ltv: 20_000, seats: 8, nps: 7, users: s.books, logins: s.booksLogins},
		{id: cedar, name: "Cedar Clinics", csm: hana, ltv: 60_000, seats: 9, joins: 2, users: s.cedar},
		{id: delta, name: "Delta Print", csm: tom, ltv: 15_000, seats: 6, joins: 10, users: always(5)},
		{id: cafe, name: "Echo Rail Café", csm: tom, ltv: 3_000, seats: 5, nps: 8, users: dip(5, 0, 50, 70)},
		{id: garden, name: "Foxglove Gardens", csm: tom, status: "trial", ltv: 12_000, seats: 6, nps: 8, users: dip(6, 0, 58, 80)},
		steady("harbour", "Harbour Hotel", 55_000, 9),
		steady("iris", "Iris Optics", 30_000, 7),
		steady("juniper", "Juniper Travel", 12_000, 6),
		steady("kite", "Kite School", 11_000, 5),
		steady("lark", "Lark Records", 4_000, 4),
		steady("maple", "Maple Furniture", 52_000, 8),
	}
}

func steady(id, name string, ltv, seats int) customer {
	return customer{id: id, name: name, csm: hana, ltv: ltv, seats: seats, nps: 9, users: always(seats)}
}

// aoba stops using the product on day 30, comes back once there is a date to talk, and falls again.
func (s *story) aoba(day int) int {
	switch talked := s.day("meeting"); {
	case day < 30:
		return 9
	case talked < 0 || day < talked+2:
		return 2
	case day >= 56 && day < 66:
		return 1
	}
	return 9
}

// books stays away from day 40 until the engine has noticed, and comes back by itself, all the busier.
func (s *story) books(day int) int {
	if day < 40 || s.day("books left green") >= 0 {
		return 8
	}
	return 0
}

func (s *story) booksLogins(day int) int {
	if left := s.day("books left green"); left >= 0 && day < left+8 {
		return 4
	}
	return 1
}

// cedar can't work before it is connected.
func (s *story) cedar(day int) int {
	if connected := s.day("cedar connected"); connected < 0 || day < connected {
		return 1
	}
	return 8
}

// contacts returns the people of a customer, the first of whom is its champion.
func (c customer) contacts() []map[string]any {
	people := make([]map[string]any, c.seats)
	for i := range people {
		id := fmt.Sprintf("%s-%d", c.id, i+1)
		role := "user"
		if i == 0 {
			role = "champion"
		}
		people[i] = map[string]any{
			"id": id, "name": first[i%len(first)] + " of " + c.name, "email": id + "@" + c.id + ".example",
			"attributes": map[string]any{"role": role},
		}
	}
	return people
}

var first = []string{"Amy", "Ben", "Chie", "Dan", "Eva", "Finn", "Gita", "Hugo", "Ines", "Jun"}
