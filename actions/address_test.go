package actions_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
)

func TestAddressesGoOverTheWireAsTheStandardWantsThem(t *testing.T) {
	t.Parallel()
	for text, wire := range map[string]string{
		"hana@example.com":                     "hana@example.com",
		"Hana.Sato@Example.COM":                "Hana.Sato@Example.COM",
		"hana+tend=x@mail-1.example.co.jp":     "hana+tend=x@mail-1.example.co.jp",
		"o'brien/{a}|b~%!#$&*?^_`@example.com": "o'brien/{a}|b~%!#$&*?^_`@example.com",
		"root@localhost":                       "root@localhost",
		"foo..bar.@docomo.example":             `"foo..bar."@docomo.example`,
		".foo@ezweb.example":                   `".foo"@ezweb.example`,
		`"foo..bar."@docomo.example`:           `"foo..bar."@docomo.example`,
		`"hana"@example.com`:                   "hana@example.com",
		"健二@例え.example":                        "健二@例え.example",
		strings.Repeat("a", 64) + "@x.example": strings.Repeat("a", 64) + "@x.example",
	} {
		a, err := actions.ParseAddress(text)
		require.NoError(t, err, text)
		require.Equal(t, wire, a.Wire())
		again, err := actions.ParseAddress(a.String())
		require.NoError(t, err, text)
		require.Equal(t, a, again, "the address as it is shown is the same address")
	}
}

func TestWhatIsNoAddressSaysWhy(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                                             "it is empty",
		"kenji":                                        "it has no @",
		"kenji＠acme.example":                           "it has no @",
		"@acme.example":                                "nothing stands before the @",
		"kenji@":                                       "nothing stands after the @",
		"Bob <bob@x.example>":                          "write the address alone, without a name and <>",
		"<bob@x.example>":                              "write the address alone",
		"bob@x.example (Bob)":                          "it has a blank",
		"bob@x.example(Bob)":                           `"(" can't stand after the @`,
		" bob@x.example":                               "it has a blank",
		"bob@x.example\u3000":                          "it has a blank",
		"a@x.example,b@x.example":                      "write one address",
		"a@x.example;b@x.example":                      "write one address",
		"mailto:bob@x.example":                         `":" can't stand before the @`,
		"a@b@acme.example":                             `"@" can't stand before the @`,
		`"john doe"@acme.example`:                      "it has a blank",
		`"a@b"@acme.example`:                           `"@" can't stand before the @`,
		`"a\"b"@acme.example`:                          "can't stand before the @",
		`""@acme.example`:                              `"\"" can't stand before the @`,
		`"x@evil.example>Y=<"@acme.example`:            "write the address alone",
		"...@acme.example":                             "only dots",
		"x@acme.example.":                              "after the @, a dot stands",
		"x@.acme.example":                              "after the @, a dot stands",
		"x@acme..example":                              "after the @, a dot stands",
		"x@-acme.example":                              "begins or ends with a hyphen",
		"x@[127.0.0.1]":                                "a number stands after the @",
		"x@127.0.0.1":                                  "a number stands after the @",
		"x@acme!.example":                              `"!" can't stand after the @`,
		"x@例え。example":                                 `"。" can't stand after the @`,
		"x\r\n@acme.example":                           "can't be seen (U+000D)",
		"x\x1b@acme.example":                           "can't be seen (U+001B)",
		"x\u0085@acme.example":                         "can't be seen (U+0085)",
		"x\u202e@acme.example":                         "can't be seen (U+202E)",
		"x@acme\u200b.example":                         "can't be seen (U+200B)",
		"x\u3164@acme.example":                         "can't be seen (U+3164)",
		"x\xff@acme.example":                           "it isn't UTF-8",
		strings.Repeat("a", 65) + "@x.example":         "more than 64 bytes before the @",
		strings.Repeat("a.", 31) + ".@x.example":       "more than 64 bytes before the @",
		"x@" + strings.Repeat("a", 64) + ".example":    "longer than 63 bytes",
		"x@" + strings.Repeat("abcd.", 51) + "example": "longer than 254 bytes",
	} {
		_, err := actions.ParseAddress(text)
		require.ErrorContains(t, err, says, text)
		require.NotContains(t, err.Error(), "acme", "the address may be a customer's")
	}
}
