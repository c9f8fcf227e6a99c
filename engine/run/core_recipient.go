package run

import "maps"

// people is a value as a list of contacts: a list, one contact, or a mail address.
func people(value any) []map[string]any {
	switch v := value.(type) {
	case map[string]any:
		return []map[string]any{v}
	case string:
		if v == "" {
			return nil
		}
		return []map[string]any{{"id": v, "email": v}}
	case []any:
		var all []map[string]any
		seen := map[string]bool{}
		for _, item := range v {
			for _, person := range people(item) {
				if id := recipient(person); !seen[id] {
					seen[id] = true
					all = append(all, person)
				}
			}
		}
		return all
	}
	return nil
}

// recipient is the ID of a person, which identifies their call.
func recipient(person map[string]any) string {
	id, _ := person["id"].(string)
	return id
}

// contact is the fields of a person that an action may know.
func contact(person map[string]any) map[string]any {
	kept := maps.Clone(person)
	maps.DeleteFunc(kept, func(name string, value any) bool {
		text, ok := value.(string)
		return !ok || text == "" || (name != "id" && name != "name" && name != "email" && name != "locale")
	})
	return kept
}
