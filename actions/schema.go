package actions

// Kind is the type of an argument or a result, as authors of playbooks see it.
type Kind string

// The kinds. A rendered argument reaches the Go code as the JSON that each comment names.
const (
	KindString   Kind = "string"   // string
	KindText     Kind = "text"     // text with values, usually from file(…); Go type string, or Markdown to make markup of it
	KindNumber   Kind = "number"   // number
	KindBool     Kind = "bool"     // boolean
	KindDuration Kind = "duration" // string such as "30m"; Go type Duration
	KindDue      Kind = "due"      // written as a duration, given as the RFC 3339 instant; Go type Due
	KindContacts Kind = "contacts" // list of Contact; one Contact in a call that is fanned out
	KindMember   Kind = "member"   // string: a team member's mail address
	KindStrings  Kind = "strings"  // list of strings
	KindAnswers  Kind = "answers"  // object: question → list of allowed answers, empty for free text
	KindTemplate Kind = "template" // name of a template block; its subject and body become the arguments of those names
	KindTime     Kind = "time"     // RFC 3339 instant (results)
	KindAny      Kind = "any"      // any JSON
)

// Field is one argument or result.
type Field struct {
	// Name is the HCL and JSON name.
	Name     string
	Kind     Kind
	Required bool
	// Doc is a sentence for the reference; Example is a value as it would be written in HCL.
	Doc, Example string
}

// Schema is the list of fields in the order of the Go struct.
type Schema struct {
	Fields []Field
}

// Field finds a field by name.
func (s Schema) Field(name string) (Field, bool) {
	for _, f := range s.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}
