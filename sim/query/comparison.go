package query

import (
	"fmt"
	"strings"
	"unicode"
)

// maxName is how long the name of an attribute can be (API page Attribute).
const maxName = 128

// comparison reads a simple expression.
func (p *parser) comparison() (*comparison, *SyntaxError) {
	c := &comparison{}
	if err := p.subject(c); err != nil {
		return nil, err
	}
	if err := p.operator(c); err != nil {
		return nil, err
	}
	switch c.operator.relation {
	case exists:
		return c, nil
	case in:
		return c, p.list(c)
	case matches:
		return c, p.argument(c)
	case equals, greaterThan, greaterThanEqual, lessThan, lessThanEqual:
	}
	if strings.HasPrefix(p.rest(), "[") {
		return nil, p.fail("only in and !in take a list", "")
	}
	return c, p.argument(c)
}

// subject reads what a comparison looks at.
func (p *parser) subject(c *comparison) *SyntaxError {
	rest := p.rest()
	word := leading(rest, isNameByte)
	if word == "" {
		message := "a subject is missing"
		if rest != "" {
			message = shown(p.next()) + " is no subject"
		}
		return p.fail(message, "there are "+strings.Join(subjects(), ", "))
	}
	if name, ok := strings.CutPrefix(word, attributePrefix); ok {
		c.subject, c.name = attribute, name
		switch {
		case name == "":
			return p.fail("the name of the attribute is missing", "such as "+attributePrefix+"ecs.instance-type, without a space")
		case strings.Contains(name, ":"):
			return p.fail("the name of an attribute has no colon", "")
		case len(name) > maxName:
			return p.fail(fmt.Sprintf("the name of the attribute has %d characters, more than %d", len(name), maxName), "")
		}
		p.at += len(word)
		return nil
	}
	for s := range numSubjects {
		if word == s.String() {
			c.subject = s
			p.at += len(word)
			return nil
		}
	}
	if prefix, _, ok := strings.Cut(word, ":"); ok && nearest(word, subjects()) == "" {
		word = prefix + ":NAME"
	}
	return p.fail(shown(leading(rest, isNameByte))+" is no subject", didYouMean(word, subjects()))
}

// subjects are all there are, for hints.
func subjects() []string {
	var all []string
	for s := range numSubjects {
		text := s.String()
		if s == attribute {
			text += "NAME"
		}
		all = append(all, text)
	}
	return all
}

// operator reads the operator of a comparison whose subject is known.
func (p *parser) operator(c *comparison) *SyntaxError {
	rest := p.rest()
	text := operatorText(rest)
	if text == "" {
		message := "the operator is missing"
		if rest != "" {
			message = shown(p.next()) + " is no operator"
		}
		return p.fail(message, "there are "+strings.Join(operatorsOf(c.subject), ", "))
	}
	for _, o := range operators() {
		if text != o.symbol && text != o.word {
			continue
		}
		if !c.subject.takes(o.relation) {
			return p.fail(fmt.Sprintf("%s doesn't go with %s", c.subject, text), "its operators are "+strings.Join(operatorsOf(c.subject), ", "))
		}
		c.operator = o
		p.at += len(text)
		return nil
	}
	if text == "not" {
		return p.fail(`"not" is no operator`, "those that negate are written in one: not_equals, not_exists, not_in, not_matches")
	}
	var all []string
	for _, o := range operators() {
		all = append(all, o.symbol)
		if o.word != "" {
			all = append(all, o.word)
		}
	}
	return p.fail(shown(text)+" is no operator", didYouMean(text, all))
}

// operatorsOf are the symbols of the operators that go with a subject.
func operatorsOf(s subject) []string {
	var all []string
	for _, o := range operators() {
		if s.takes(o.relation) {
			all = append(all, o.symbol)
		}
	}
	return all
}

// operatorText is the operator at the start of text, or what stands in the place of one: a word, with ! before it or
// not, or the longest known symbol, else all that looks like one.
func operatorText(text string) string {
	bang := leading(text, func(b byte) bool { return b == '!' })
	if word := leading(text[len(bang):], isNameByte); word != "" && len(bang) <= 1 {
		return bang + word
	}
	symbol := leading(text, func(b byte) bool { return strings.IndexByte("=!<>~", b) >= 0 })
	for n := min(2, len(symbol)); n > 0; n-- {
		for _, o := range operators() {
			if symbol[:n] == o.symbol {
				return o.symbol
			}
		}
	}
	return symbol
}

// list reads the arguments of in: [argument, ...].
func (p *parser) list(c *comparison) *SyntaxError {
	if !p.eat("[", "") {
		return p.fail(c.operator.symbol+" takes a list", "such as [us-east-1a, us-east-1b]")
	}
	start := p.at - 1
	for {
		if strings.HasPrefix(p.rest(), "]") {
			return p.fail("an entry is missing in the list", "")
		}
		if err := p.argument(c); err != nil {
			return err
		}
		switch {
		case p.eat(",", ""):
		case p.eat("]", ""):
			return nil
		case p.rest() == "":
			return p.fail(fmt.Sprintf("the list of character %d isn't closed", character(p.text, start)), "")
		default:
			return p.fail(fmt.Sprintf("there is %s in a list", shown(p.next())), "its entries stand between commas, those with spaces in quotes")
		}
	}
}

// argument reads an argument and checks it against the subject.
func (p *parser) argument(c *comparison) *SyntaxError {
	rest := p.rest()
	start, value := p.at, ""
	switch {
	case rest == "":
		return p.fail("the argument is missing", "")
	case rest[0] == '\'' || rest[0] == '"':
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return p.fail("the quote isn't closed", "")
		}
		value = rest[1 : 1+end]
		p.at += end + 2
		start++
	default:
		value = rest[:bare(rest, c.operator.relation == matches)]
		if value == "" {
			return p.fail(fmt.Sprintf("there is %s instead of an argument", shown(p.next())), quoteOthers)
		}
		p.at += len(value)
	}
	c.values = append(c.values, value)
	if c.operator.relation == matches {
		return p.compile(c, start)
	}
	if message, hint := c.check(value); message != "" {
		return &SyntaxError{Offset: start, Message: message, Hint: hint}
	}
	return nil
}

// check says what is wrong with an argument for its subject.
func (c *comparison) check(value string) (message, hint string) {
	ok, want := true, ""
	switch c.subject {
	case agentConnected:
		ok, want = value == "true" || value == "false", "true or false"
	case agentVersion:
		ok, want = isVersion(value), "a version such as 1.96.0"
	case registeredAt:
		c.number, ok = parseDate(value)
		want = "a date such as " + dateForms
	case runningTasksCount:
		c.number, ok = parseCount(value)
		want = "a whole number"
	case attribute, ec2InstanceID, taskGroup, numSubjects:
	}
	if ok {
		return "", ""
	}
	return fmt.Sprintf("%s doesn't compare with %s", c.subject, shown(value)), "it wants " + want
}

// bare is how many bytes at the start of text stand as an argument without quotes.
func bare(text string, pattern bool) int {
	for i, r := range text {
		switch {
		case unicode.IsSpace(r) || strings.ContainsRune(`()'"`, r):
			return i
		case pattern:
			if strings.HasPrefix(text[i:], "&&") || strings.HasPrefix(text[i:], "||") {
				return i
			}
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(`-_.:/\@+*`, r):
			return i
		}
	}
	return len(text)
}
