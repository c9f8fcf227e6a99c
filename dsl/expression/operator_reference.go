package expression

// Operator describes a sign, or a word that stands like one, for the reference.
type Operator struct {
	// Group is the heading under which it stands; Name is how it is written.
	Group, Name string
	// Doc is sentences, Example an expression in which it stands.
	Doc, Example string
}

const (
	comparing   = "Comparing"
	joining     = "Joining conditions"
	searching   = "Looking for something"
	calculating = "Calculating"
	choosing    = "Choosing, and missing values"
	reaching    = "Reaching into lists and objects"
	writing     = "Writing values"
)

// Operators is every operator and sign, in the order of the reference.
func Operators() []Operator {
	return []Operator{
		{comparing, "==", "Equal. Of a missing value it is false; `x == nil` asks whether x is missing.", "account.status == 'customer'"},
		{comparing, "!=", "Not equal. Of a missing value it is false too; `x != nil` asks whether x is there.", "tier != 'low'"},
		{comparing, "< <= > >=", "Less and greater: of numbers, of dates, of times and of texts.", "health.score >= 60 && account.renewal_date < '2026-07-01'"},

		{joining, "&& and", "Both. It binds tighter than `||`.", "account.seats > 5 && account.active"},
		{joining, "|| or", "At least one of both.", "tier == 'high' or account.seats > 50"},
		{joining, "! not", "Not. It negates what follows it at once: brackets make that clear.", "!(account.seats > 5 || account.active)"},

		{searching, "in", "Whether a list, or a range, has a value; the other way is `not in`.", "tier in ['high', 'low'] && account.seats not in 1..5"},
		{searching, "contains", "Whether a text holds another; the other way is `not contains`.", "account.name contains 'Ltd'"},
		{searching, "startsWith endsWith", "Whether a text begins or ends with another.", "account.name startsWith 'A' || account.name endsWith 'Ltd'"},
		{searching, "matches", "Whether a part of a text has the form of a pattern: a regular expression (RE2), which stands here in quotes.", "account.name matches '^[A-Z]+ Ltd$'"},

		{calculating, "+ -", "Adds, subtracts; `+` joins two texts as well. A date isn't calculated with: see `after`, `before`, `days_until` and `days_since`.", "account.seats + 5 > 10 && 'Dear ' + account.name != ''"},
		{calculating, "* / %", "Multiplies, divides, gives the rest of a division. They bind tighter than `+` and `-`. What is divided by 0 is missing.", "metric.active_users_7d / account.seats > 0.5"},
		{calculating, "** ^", "To the power of. It binds tighter than `*`.", "account.seats ** 2 > 100"},
		{calculating, "..", "A range of whole numbers, with both ends.", "days_until(account.renewal_date) in 0..90"},

		{choosing, "? :", "One of two values, by a condition.", "account.seats > 50 ? 'big' : 'small'"},
		{choosing, "??", "The value, or another where it is missing. Beside other operators it stands in brackets.", "(metric.tickets_30d ?? 0) > 3"},
		{choosing, "?.", "A member, as the dot: what isn't there is missing either way.", "account?.seats > 5"},
		{choosing, "|", "Gives what stands before it to the function after it, as its first argument.", "account.name | lower() == 'acme'"},

		{reaching, ".", "A member of an object.", "account.seats"},
		{reaching, "x[0]", "An element of a list, counted from 0, from the end with `-1`; a part with `x[1:3]`. Of an object, the member whose name is a text.", "account.tags[0] == 'a'"},
		{reaching, "#", "Inside `any`, `all`, `filter`, `map` and their like: the element whose turn it is; `#index` is its place.", "any(account.tags, # == 'a')"},
		{reaching, ".role", "A leading dot, inside of the same: a member of that element.", "any(contacts.champions, .role == 'admin')"},
		{reaching, "let … ;", "Gives a value a name, for what follows.", "let busy = metric.active_users_7d / account.seats; busy > 0.5 && busy < 0.9"},

		{writing, "' '", "Text. It stands in single quotes, as the expression stands in double ones; a date and a time are written so too.", "account.status == 'customer'"},
		{writing, "10_000 0.5", "Numbers.", "account.seats > 10_000 * 0.5"},
		{writing, "true false nil", "True, false, and the missing value.", "account.active == true || account.csm == nil"},
		{writing, "[ ]", "A list.", "account.status in ['trial', 'customer']"},
		{writing, "{ }", "An object.", "{ seats: account.seats }.seats > 5"},
		{writing, "( )", "Brackets say what belongs together.", "(account.seats + 5) * 2 > 50"},
		{writing, "// /* */", "A comment, to the end of the line or to the closing sign.", "account.seats > 5 /* at least a small team */"},
	}
}
