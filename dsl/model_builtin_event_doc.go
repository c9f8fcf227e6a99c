package dsl

import "cmp"

// propertyDocs says what the properties of built-in events are, by their name, or with the event's before
// it where one name means several things.
var propertyDocs = map[string]string{
	"account.updated.name":       "The account's name now.",
	"account.updated.attributes": "Its attributes now, by name.",
	"account.updated.contacts":   "Its contacts now, with their attributes.",

	"run":                "The run whose step did it; missing when it comes from elsewhere.",
	"step":               "The name of that step.",
	"run.finished.run":   "The run that ended.",
	"playbook":           "The name of its playbook.",
	"outcome":            "How it ended: `completed`, `failed`, `cancelled`, or the name of an exit or of a stop's outcome.",
	"detail":             "A sentence about it, where there is more to say.",
	"task":               "The task's ID.",
	"answers":            "The answers to the task's questions, by their names.",
	"assignee":           "Who has to do it.",
	"due":                "When it had to be done.",
	"text":               "What they wrote.",
	"reason":             "Why, in the words of who said so.",
	"meeting_id":         "The meeting, under one ID in all of its events.",
	"purpose":            "What the meeting is for, as its step says it.",
	"starts_at":          "When it begins.",
	"organizer":          "Who invited.",
	"meeting.moved.from": "When it would have begun.",
	"score":              "The points that they gave.",
	"comment":            "What they said besides.",
	"tier.changed.from":  "The tier before.",
	"tier.changed.to":    "The tier now.",
	"contact":            "Whom it is about, with all attributes; missing when nobody knows.",
}

func propertyDoc(event, property string) string {
	return cmp.Or(propertyDocs[event+"."+property], propertyDocs[property])
}
