package dsl

// valueReferences says what can be written for each thing that an attribute takes.
func valueReferences() []ValueReference {
	return []ValueReference{
		{string(takesString), "Text in quotes, or a heredoc. It can hold ${…}, which is filled in when the workspace is loaded.", `"cs-ops@${var.domain}"`},
		{string(takesStrings), "Strings in brackets.", `["rescue", "onboarding"]`},
		{string(takesOneOrMore), "One string, or several in brackets.", `["yellow", "red"]`},
		{string(takesWord), "One of the words that the attribute lists, in quotes.", `"continue"`},
		{string(takesWordOrNumber), "One of the words that the attribute lists, in quotes, or a number.", `"skip"`},
		{string(takesNumber), "A number, with a point before its decimals.", `0.8`},
		{string(takesNumbers), "Numbers in brackets.", `[80, 100]`},
		{string(takesWhole), "A number without decimals.", `80`},
		{string(takesBool), "A bare word.", `true`},
		{string(takesValue), "A string, a number, true or false, or a list or an object of these.", `["a", 1, true]`},
		{string(takesType), "A bare word: string, number, bool, date, time or member, the mail address of somebody in a team; or what the attribute names besides.", `number`},
		{string(takesTypes), "Names with their types. A type is a bare word (string, number, bool, date, time, member, object or any), list(…) or map(…) of these, one_of(…) with the strings that it can be, or optional(…) of what may be missing.", `{ score = number, comment = optional(string) }`},
		{string(takesAddress), "A mail address in quotes, without a name beside it: before the @ letters, digits and signs such as . + - _, the dots in any place; after it the name of a domain. What is an address here is one for contacts and for mail, too.", `"hana@example.com"`},
		{string(takesRate), "How many in which time: a whole number, the word per, and a duration or one of day, week, month, quarter and year.", `"3 per 7d"`},
		{string(takesArguments), "Names with their values, as the block that takes them declares.", `{ reason = "price" }`},
		{string(takesDuration), "A whole number and a unit, in quotes: s, m, h, d or w; business days or business hours, which pass only in the workspace's business hours.", `"2 business days"`},
		{string(takesClock), "A whole number and one of the units s, m, h, d and w, in quotes.", `"14d"`},
		{string(takesWindow), "A duration as above, or one of the words that the attribute lists, in quotes.", `"quarter"`},
		{string(takesEvent), "The name of an event that the workspace declares, or of a built-in one, in quotes.", `"meeting.held"`},
		{string(takesName), "The name of another block, in quotes.", `"onboarding"`},
		{string(takesNames), "The name of another block, in quotes, or several in brackets.", `["yellow", "red"]`},
		{string(takesCondition), "An expression in quotes, or a heredoc, that is true or false. It is worked out when it is needed, never when the workspace is loaded.", `"tier == 'high' && health.score < 60"`},
		{string(takesFormula), "An expression in quotes, or a heredoc, that gives a number.", `"metric.active_users_7d / account.seats"`},
		{string(takesDate), "An expression in quotes that gives a date or a time.", `"account.renewal_date"`},
		{string(takesList), "An expression in quotes that gives a list.", `"contacts.champions"`},
		{string(takesExpression), "An expression in quotes, or a heredoc.", `"steps.review.cause"`},
		{string(takesTemplate), "Text in which {{ … }} holds expressions, which are filled in when the step runs.", `"Call {{ account.name }}"`},
	}
}
