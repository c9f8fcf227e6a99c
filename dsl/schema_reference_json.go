package dsl

// JSONReference says how one thing is written in HCL's JSON form.
type JSONReference struct {
	// Name says what it is, Doc in sentences how it is written, Example is the text of a whole file.
	Name, Doc, Example string
}

func jsonReferences() []JSONReference {
	return []JSONReference{
		{"a file", "One object. Its name ends with `.hcl.json`; it stands beside the other files of the workspace, and means the same as one of them.", `{"workspace": {"locale": "ja"}}`},
		{"a block", "A property with the block's word. Its names are properties inside of each other.", `{"attribute": {"account": {"seats": {"type": "number"}}}}`},
		{"several blocks", "Properties beside each other, or a list of objects. Where the order of blocks of one word means something, as that of tiers, the list keeps it.", `{"tier": [{"high": {"when": "account.name == 'Acme'"}}, {"low": {}}]}`},
		{"steps", "A list of objects, each with one step, in the order in which they run; also inside a case, a lane and their like.", `{"playbook": {"p": {"trigger": {"manual": {}}, "steps": [{"wait": {"first": {"for": "1d"}}}, {"stop": {"then": {}}}]}}}`},
		{"text", "A string. It is text as in the double quotes of HCL: `${…}` is filled in when the workspace is loaded, `{{ … }}` when the step runs, and `$${` stands for the sign itself.", `{"event": {"paid": {"description": "An invoice of ${2026} was paid."}}}`},
		{"an expression", "A string that holds it. Text in it stands in single quotes.", `{"workspace": {"customers": "account.name != 'Test'"}}`},
		{"another value", "A number, true, false, null, a list or an object. A string of nothing but `${…}` is the value in it, whatever its type.", `{"variable": {"limit": {"default": 5}}, "locals": {"limits": ["${var.limit}", 10]}}`},
		{"a function", "A call in `${…}`; its quotes are escaped.", `{"locals": {"answers": {"cause": "${one_of(\"price\", \"product\")}", "note": "${text()}"}}}`},
		{"a type", "A string that holds it.", `{"event": {"paid": {"properties": {"amount": "number", "by": "optional(list(string))"}}}}`},
		{"a comment", "A property `//`, which is read in any block and means nothing.", `{"//": "What customers do", "event": {"login": {"//": "from the app", "about": "contact"}}}`},
	}
}
