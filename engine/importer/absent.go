package importer

// absent is the accounts whose rows weren't taken, by ID, and what becomes of the rows that name them.
type absent map[string]rejection

// accountRow keeps what became of a row of an account.
func (a absent) accountRow(read *row, v verdict, err error) {
	why := rejection("")
	switch {
	case err != nil:
		why = reasonRejectedAccount
	case v.later:
		why = reasonLaterAccount
	case v.filtered:
		why = reasonFilteredAccount
	default:
		return
	}
	if id, err := read.table.id.id(read); err == nil && id != "" {
		a[id] = why
	}
}

// reason returns why a row isn't taken that names an account which isn't there.
func (a absent) reason(account string, unknown rejection) rejection {
	if why, is := a[account]; is {
		return why
	}
	return unknown
}
