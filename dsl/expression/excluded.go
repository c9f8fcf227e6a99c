package expression

// excluded is the functions of expr, and others that people try, that the language doesn't have, with
// what to write instead. Those of expr that read a clock or a zone of the machine would give another
// result at another time or place; those that work on bits have no use in decisions. All others of expr
// are functions of the language, most of them with a body of its own: with missing values, with a limit
// of work, and with the members of objects in order.
var excluded = map[string]string{
	"now":      clockless,
	"today":    clockless,
	"date":     "A date is written in quotes, as in account.renewal_date > '2026-07-01'; a day from now on is days_until(x) or days_since(x).",
	"duration": "A duration is written in quotes where one is taken, as in after(account.renewal_date, '3d').",
	"timezone": "Dates and times of day are in the workspace's time zone; an expression can't choose another one.",

	"splitAfter": "Use split(text, by), which leaves out the separators.",
	"bitand":     bitless, "bitor": bitless, "bitxor": bitless, "bitnand": bitless, "bitnot": bitless,
	"bitshl": "To multiply by 2 n times, write x * 2 ** n.", "bitshr": shiftless, "bitushr": shiftless,

	"random": randomless, "rand": randomless, "uuid": randomless,
	"env":  "Nothing in an expression reads the machine's environment, but TEND_VAR_x sets the variable that is read as var.x.",
	"file": "Nothing in an expression reads files. At load, an attribute can: body = file(\"mail.md\").",
}

// otherWords is what other languages call true, false and the missing value.
var otherWords = map[string]string{
	"null": "nil", "none": "nil", "undefined": "nil", "nil": "nil", "empty": "nil",
	"true": "true", "yes": "true", "false": "false", "no": "false",
}

const (
	clockless  = "Nothing in an expression reads a clock by itself. Use days_until(x), days_since(x), before(x, '3d') or after(x, '3d')."
	bitless    = "Numbers have no bits here. Use several bools, or a list and x in list."
	shiftless  = "To halve n times, write floor(x / 2 ** n)."
	randomless = "The same values always give the same decision. To divide accounts by chance, use a split step or enroll's control_group."
)
