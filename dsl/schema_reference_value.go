package dsl

// valueReferences says what can be written for each thing that an attribute takes.
func valueReferences() []ValueReference {
	return []ValueReference{
		{string(kindString), "Text in quotes, or a heredoc. It can hold ${…}, which is filled in when the workspace is loaded.", `"cs-ops@${var.domain}"`},
		{string(kindStrings), "Strings in brackets.", `["rescue", "onboarding"]`},
		{string(kindOneOrMore), "One string, or several in brackets.", `["yellow", "red"]`},
		{string(kindWord), "One of the words that the attribute lists, in quotes.", `"continue"`},
		{string(kindWordOrNumber), "One of the words that the attribute lists, in quotes, or a number.", `"skip"`},
		{string(kindNumber), "A number, with a point before its decimals.", `0.8`},
		{string(kindNumbers), "Numbers in brackets.", `[80, 100]`},
		{string(kindWhole), "A number without decimals.", `80`},
		{string(kindBool), "A bare word.", `true`},
		{string(kindValue), "A string, a number, true or false, or a list or an object of these.", `["a", 1, true]`},
		{string(kindType), "A bare word: string, number, bool, date, time or member, the mail address of somebody in a team; or what the attribute names besides.", `number`},
		{string(kindTypes), "Names with their types. A type is a bare word (string, number, bool, date, time, member, object or any), list(…) or map(…) of these, one_of(…) with the strings that it can be, or optional(…) of what may be missing.", `{ score = number, comment = optional(string) }`},
		{string(kindAddress), "A mail address in quotes, without a name beside it: before the @ letters, digits and signs such as . + - _, the dots in any place; after it the name of a domain. What is an address here is one for contacts and for mail, too.", `"hana@example.com"`},
		{string(kindRate), "How many in which time: a whole number, the word per, and a duration or one of day, week, month, quarter and year.", `"3 per 7d"`},
		{string(kindArguments), "Names with their values, as the block that takes them declares.", `{ reason = "price" }`},
		{string(kindDuration), "A whole number and a unit, in quotes: s, m, h, d or w; business days or business hours, which pass only in the workspace's business hours.", `"2 business days"`},
		{string(kindClock), "A whole number and one of the units s, m, h, d and w, in quotes.", `"14d"`},
		{string(kindWindow), "A duration as above, or one of the words that the attribute lists, in quotes.", `"quarter"`},
		{string(kindEvent), "The name of an event that the workspace declares, or of a built-in one, in quotes.", `"meeting.held"`},
		{string(kindName), "The name of another block, in quotes.", `"onboarding"`},
		{string(kindNames), "The name of another block, in quotes, or several in brackets.", `["yellow", "red"]`},
		{string(kindCondition), "An expression in quotes, or a heredoc, that is true or false. It is worked out when it is needed, never when the workspace is loaded.", `"tier == 'high' && health.score < 60"`},
		{string(kindFormula), "An expression in quotes, or a heredoc, that gives a number.", `"metric.active_users_7d / account.seats"`},
		{string(kindDate), "An expression in quotes that gives a date or a time.", `"account.renewal_date"`},
		{string(kindList), "An expression in quotes that gives a list.", `"contacts.champions"`},
		{string(kindExpression), "An expression in quotes, or a heredoc.", `"steps.review.cause"`},
		{string(kindTemplate), "Text in which {{ … }} holds expressions, which are filled in when the step runs.", `"Call {{ account.name }}"`},
	}
}
