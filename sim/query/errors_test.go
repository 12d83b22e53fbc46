package query_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim/query"
)

// wrong is a text that is no expression, with a ^ where it is wrong, what is wrong, and what was probably meant. A second
// ^ and all others are the text's own.
type wrong struct{ text, message, hint string }

func checkErrors(t *testing.T, tests []wrong) {
	t.Helper()
	for _, test := range tests {
		before, after, _ := strings.Cut(test.text, "^")
		want := &query.SyntaxError{
			Offset: len(before), Character: 1 + utf8.RuneCountInString(before), Message: test.message, Hint: test.hint,
			Limit: strings.Contains(test.message, "can't be evaluated here") || strings.Contains(test.message, "a limit of ecssim's own"),
		}
		if diff := gocmp.Diff(want, refused(t, before+after)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestErrorsOfSubjects(t *testing.T) {
	const (
		subjects = "there are agentConnected, agentVersion, attribute:NAME, ec2InstanceId, registeredAt, runningTasksCount, task:group"
	)
	checkErrors(t, []wrong{
		{"^", "a subject is missing", subjects},
		{" \t^", "a subject is missing", subjects},
		{"agentVersion > 1 and ^", "a subject is missing", subjects},
		{"not ^", "a subject is missing", subjects},
		{"^== x", `"=" is no subject`, subjects},
		{"(^) ", `")" is no subject`, subjects},
		{"^runningTaskCount == 1", `"runningTaskCount" is no subject`, "did you mean runningTasksCount?"},
		{"^agentconnected == true", `"agentconnected" is no subject`, "did you mean agentConnected?"},
		{"^task.group == x", `"task.group" is no subject`, "did you mean task:group?"},
		{"^attribut:stack == x", `"attribut:stack" is no subject`, "did you mean attribute:NAME?"},
		{"^ecs.instance-type == x", `"ecs.instance-type" is no subject`, subjects},
		{"^'agentVersion' > 1", `"'" is no subject`, subjects},
		{"^" + strings.Repeat("y", 60) + " > 1", `"` + strings.Repeat("y", 40) + `"… is no subject`, subjects},
		{"^attribute: stack == x", "the name of the attribute is missing", "such as attribute:ecs.instance-type, without a space"},
		{"^attribute:a:b == x", "the name of an attribute has no colon", ""},
		{"^attribute:" + strings.Repeat("n", 129) + " exists", "the name of the attribute has 129 characters, more than 128", ""},
	})
}

func TestErrorsOfOperators(t *testing.T) {
	const (
		all    = "there are ==, !=, >, >=, <, <=, exists, !exists, in, !in, =~, !~"
		counts = "its operators are ==, !=, >, >=, <, <="
		texts  = "its operators are ==, !=, in, !in, =~, !~"
	)
	checkErrors(t, []wrong{
		{"agentVersion^", "the operator is missing", "there are ==, !=, >, >=, <, <="},
		{"attribute:a ^'x'", `"'" is no operator`, all},
		{"attribute:a ^= x", `"=" is no operator`, "did you mean ==?"},
		{"attribute:a ^equal x", `"equal" is no operator`, "did you mean equals?"},
		{"attribute:a ^EQUALS x", `"EQUALS" is no operator`, "did you mean equals?"},
		{"attribute:a ^not in [x]", `"not" is no operator`, "those that negate are written in one: not_equals, not_exists, not_in, not_matches"},
		{"attribute:a ^! exists", `"!" is no operator`, "did you mean !=?"},
		{"attribute:a ^!exist", `"!exist" is no operator`, "did you mean !exists?"},
		{"runningTasksCount ^=~ 1.*", "runningTasksCount doesn't go with =~", counts},
		{"registeredAt ^in [2018-02-13]", "registeredAt doesn't go with in", counts},
		{"agentVersion ^exists", "agentVersion doesn't go with exists", counts},
		{"ec2InstanceId ^greater_than i-1", "ec2InstanceId doesn't go with greater_than", texts},
		{"agentConnected ^!exists", "agentConnected doesn't go with !exists", texts},
		{"task:group ^< x", "task:group doesn't go with <", "its operators are ==, !=, exists, !exists, in, !in, =~, !~"},
	})
}

func TestErrorsOfArguments(t *testing.T) {
	const (
		unquoted = `an argument with other characters than letters, digits and -_.:/\@+* stands in quotes`
		dates    = "it wants a date such as 2018-06-18, 2018-06-18T22:28:28, 2018-06-18T22:28:28Z or 2018-06-18T22:28:28+00:00"
		entries  = "its entries stand between commas, those with spaces in quotes"
	)
	checkErrors(t, []wrong{
		{"attribute:a == ^", "the argument is missing", ""},
		{"attribute:a == ^'x", "the quote isn't closed", ""},
		{`attribute:a == ^"x'`, "the quote isn't closed", ""},
		{"attribute:a == ^(x)", `there is "(" instead of an argument`, unquoted},
		{"attribute:a == ^=x", `there is "=" instead of an argument`, unquoted},
		{"attribute:a == ^[x]", "only in and !in take a list", ""},
		{"attribute:a in ^x", "in takes a list", "such as [us-east-1a, us-east-1b]"},
		{"attribute:a not_in ^", "!in takes a list", "such as [us-east-1a, us-east-1b]"},
		{"attribute:a in [^]", "an entry is missing in the list", ""},
		{"attribute:a in [x, ^]", "an entry is missing in the list", ""},
		{"attribute:a in [x^", "the list of character 16 isn't closed", ""},
		{"attribute:b == größe and attribute:a in [x^", "the list of character 41 isn't closed", ""},
		{"attribute:a in [x,^", "the argument is missing", ""},
		{"attribute:a in [x ^y]", `there is "y" in a list`, entries},
		{"agentConnected == ^True", `agentConnected doesn't compare with "True"`, "it wants true or false"},
		{"agentConnected in [true, '^yes']", `agentConnected doesn't compare with "yes"`, "it wants true or false"},
		{"agentVersion > ^v1.2", `agentVersion doesn't compare with "v1.2"`, "it wants a version such as 1.96.0"},
		{"agentVersion > ^1.", `agentVersion doesn't compare with "1."`, "it wants a version such as 1.96.0"},
		{"agentVersion > '^'", `agentVersion doesn't compare with ""`, "it wants a version such as 1.96.0"},
		{"runningTasksCount > ^1.5", `runningTasksCount doesn't compare with "1.5"`, "it wants a whole number"},
		{"runningTasksCount > ^99999999999999999999", `runningTasksCount doesn't compare with "99999999999999999999"`, "it wants a whole number"},
		{"runningTasksCount > ^+1", `runningTasksCount doesn't compare with "+1"`, "it wants a whole number"},
		{"registeredAt < ^2018-02-30", `registeredAt doesn't compare with "2018-02-30"`, dates},
		{"registeredAt < ^2018-2-3", `registeredAt doesn't compare with "2018-2-3"`, dates},
		{"registeredAt < ^2018-06-18T24:00:00", `registeredAt doesn't compare with "2018-06-18T24:00:00"`, dates},
		{"registeredAt < ^2018-06-18T22:28:28+02:00", `registeredAt doesn't compare with "2018-06-18T22:28:28+02:00"`, dates},
		{"registeredAt < ^2018-06-18Z", `registeredAt doesn't compare with "2018-06-18Z"`, dates},
		{"registeredAt < '^2018-06-18 22:28:28'", `registeredAt doesn't compare with "2018-06-18 22:28:28"`, dates},
	})
}

func TestErrorsOfCompounds(t *testing.T) {
	const (
		unquoted = `an argument with other characters than letters, digits and -_.:/\@+* stands in quotes`
		spaced   = "an argument with spaces stands in quotes"
	)
	deep := strings.Repeat("(", query.MaxDepth)
	long := strings.Repeat("ä", query.MaxLength-8)
	checkErrors(t, []wrong{
		{"agentVersion > 1 ^)", "there is no parenthesis for this one to close", ""},
		{"(agentVersion > 1^", "the parenthesis of character 1 isn't closed", ""},
		{"attribute:b == größe and (agentVersion > 1^", "the parenthesis of character 26 isn't closed", ""},
		{"(agentVersion > 1 ^]", `"]" is neither "and" nor "or"`, unquoted},
		{"attribute:a =~ m5^(x)", "there is a parenthesis in a simple expression", `an argument with parentheses stands in quotes, and other parentheses after "and" or "or"`},
		{"attribute:a == b ^c", `"c" is neither "and" nor "or"`, spaced},
		{"attribute:a == b ^AND agentVersion > 1", `"AND" is neither "and" nor "or"`, "did you mean and?"},
		{"attribute:a == b^=c", `"=" is neither "and" nor "or"`, unquoted},
		{"attribute:a exists ^'b'", `"'" is neither "and" nor "or"`, unquoted},
		{"attribute:a == b ^& agentVersion > 1", `"&" is neither "and" nor "or"`, unquoted},
		{"attribute:a == 'b'^ö", `"ö" is neither "and" nor "or"`, unquoted},
		{deep + "^(agentVersion > 1", "the expression is nested more than 100 deep, a limit of ecssim's own", ""},
		{strings.Repeat("! ", query.MaxDepth) + "^! agentVersion > 1", "the expression is nested more than 100 deep, a limit of ecssim's own", ""},
		{strings.Repeat("not(", query.MaxDepth) + "^(agentVersion > 1", "the expression is nested more than 100 deep, a limit of ecssim's own", ""},
		{"attrib" + long + "ut^e", "the expression has 2001 characters, more than 2000", ""},
		{"attribute:a == ^\xff", "the text isn't UTF-8", ""},
	})
}

func TestErrorsOfPatterns(t *testing.T) {
	const (
		globs     = "it isn't a file pattern: .* stands for any text"
		cannot    = "the regular expression has %s, which can't be evaluated here"
		brackets  = `write \[ for the bracket itself`
		groups    = "there are (...), (?:...), (?<name>...) and the flags i, m and s"
		brace     = `write \{ for the brace itself`
		combining = "and and not can combine several comparisons instead"
	)
	checkErrors(t, []wrong{
		{"attribute:a =~ ^*.large", "the regular expression can't be read: missing argument to repetition operator \"*\"", globs},
		{"attribute:a =~ '^a(b'", "the regular expression can't be read: missing closing ) \"a(b\"", ""},
		{"attribute:a =~ '^a)(?:b'", "the regular expression can't be read: unexpected ) \"a)(?:b\"", ""},
		{"attribute:a =~ ^[a", "the regular expression can't be read: missing closing ] \"[a\"", ""},
		{`attribute:a =~ ^a\`, "the regular expression can't be read: trailing backslash at end of expression \"\"", ""},
		{"attribute:a =~ 'a^(?!b)'", fmt.Sprintf(cannot, "a look-around"), combining},
		{"attribute:a =~ 'a^(?<=b)'", fmt.Sprintf(cannot, "a look-around"), combining},
		{"attribute:a =~ 'a^(?>b)'", fmt.Sprintf(cannot, `a group of the kind "(?>"`), groups},
		{"attribute:a =~ 'a^(?P<x>b)'", fmt.Sprintf(cannot, `a group of the kind "(?P"`), groups},
		{"attribute:a =~ '^(?U)b'", fmt.Sprintf(cannot, `a group of the kind "(?U"`), groups},
		{`attribute:a =~ '(a)^\1'`, fmt.Sprintf(cannot, "a back-reference"), ""},
		{`attribute:a =~ '(?<x>a)^\k<x>'`, fmt.Sprintf(cannot, "a back-reference"), ""},
		{"attribute:a =~ a*^+", fmt.Sprintf(cannot, "a possessive quantifier"), ""},
		{"attribute:a =~ a{2}^+", fmt.Sprintf(cannot, "a possessive quantifier"), ""},
		{"attribute:a =~ '[a-z^&&[^b]]'", fmt.Sprintf(cannot, "an intersection of classes"), ""},
		{"attribute:a =~ [a^[b]]", fmt.Sprintf(cannot, "a class in a class"), brackets},
		{"attribute:a =~ [^[:alpha:]]", fmt.Sprintf(cannot, "a class in a class"), `Java has \p{Alpha} and the like`},
		{"attribute:a =~ x^[]a]", fmt.Sprintf(cannot, "a class without a first member"), `write \] for the bracket itself`},
		{"attribute:a =~ a^{,5}", fmt.Sprintf(cannot, "a brace that is no repetition"), brace},
		{"attribute:a =~ a^{", fmt.Sprintf(cannot, "a brace that is no repetition"), brace},
		{"attribute:a =~ a^{02}", fmt.Sprintf(cannot, "a brace that is no repetition"), brace},
		{`attribute:a =~ a^\h`, fmt.Sprintf(cannot, `the escape \h`), ""},
		{`attribute:a =~ a^\012`, fmt.Sprintf(cannot, `the escape \0`), ""},
		{`attribute:a =~ a^\u12`, fmt.Sprintf(cannot, `\u without four hexadecimal digits`), ""},
		{`attribute:a =~ a^\p{IsLatin}`, fmt.Sprintf(cannot, `the property "IsLatin"`), `there are \p{Alpha}, \p{Digit} and the like, and categories such as \p{Lu}`},
		{`attribute:a =~ a^\p`, fmt.Sprintf(cannot, `\p without a property`), ""},
		{`attribute:a =~ a^\p{^L}`, fmt.Sprintf(cannot, `\p without a property`), ""},
		{"attribute:a =~ ^a{1001}", "the regular expression repeats too often, \"{1001}\", a limit of ecssim's own", "smaller repetition counts help"},
		{"attribute:a =~ ^a{7,1001}", "the regular expression repeats too often, \"{7,1001}\", a limit of ecssim's own", "smaller repetition counts help"},
		{"attribute:a =~ '^(a{100}){100}'", "the regular expression repeats too often, \"{100}\", a limit of ecssim's own", "smaller repetition counts help"},
		{"attribute:a =~ ^a{3,2}", "the regular expression can't be read: invalid repeat count \"{3,2}\"", ""},
		{"attribute:a =~ ^" + strings.Repeat("a{1000}", 10), "the regular expressions are too large, a limit of ecssim's own", "smaller repetition counts help"},
		{"attribute:a =~ a{1000} or attribute:b =~ ^" + strings.Repeat("b{900}", 10), "the regular expressions are too large, a limit of ecssim's own", "smaller repetition counts help"},
	})
}

// TestErrorText prints an error with and without a hint.
func TestErrorText(t *testing.T) {
	for text, want := range map[string]string{
		"runningTaskCount == 1": `at character 1: "runningTaskCount" is no subject; did you mean runningTasksCount?`,
		"attribute:a == ":       "at character 16: the argument is missing",
		"(attribute:a == größe": "at character 22: the parenthesis of character 1 isn't closed",
	} {
		if got := refused(t, text).Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestLimits takes what is just within the limits.
func TestLimits(t *testing.T) {
	for _, text := range []string{
		"attribute:a == '" + strings.Repeat("ä", query.MaxLength-17) + "'",
		"attribute:" + strings.Repeat("n", 128) + " exists",
		strings.Repeat("(", query.MaxDepth) + "agentVersion > 1" + strings.Repeat(")", query.MaxDepth),
		strings.Repeat("! ", query.MaxDepth) + "agentVersion > 1",
		strings.Repeat("not(", query.MaxDepth) + "agentVersion > 1" + strings.Repeat(")", query.MaxDepth),
		"attribute:a =~ " + strings.Repeat("a{1000}", 9),
	} {
		e := mustParse(t, text)
		if again := mustParse(t, e.String()); again.String() != e.String() {
			t.Errorf("%s\nprints as\n%s\nand that as\n%s", text, e, again)
		}
	}
}
