package sqlite

// Facts implements store.Reader.
func (r reader) Facts() (map[string]string, error) {
	facts := map[string]string{}
	err := r.each(func(row scanner) error {
		var name, kind string
		err := row.Scan(&name, &kind)
		facts[name] = kind
		return err
	}, "SELECT name, type FROM facts")
	return facts, err
}

// Declare implements store.Tx.
func (t *tx) Declare(facts map[string]string) error {
	if _, err := t.exec("DELETE FROM facts"); err != nil {
		return err
	}
	for name, kind := range facts {
		if _, err := t.exec("INSERT INTO facts (name, type) VALUES (?, ?)", name, kind); err != nil {
			return err
		}
	}
	return nil
}
