package query

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// MaxLength is how many characters an expression can have (API page PlacementConstraint). They are counted as Unicode
	// code points, assumed.
	MaxLength = 2000
	// MaxDepth is how deep an expression can be nested: in how many "not" and parentheses, a pair right after a "not" not
	// counted. ECS names no bound of its own.
	MaxDepth = 100
	// maxPatterns bounds the size of all regular expressions of an expression together, in instructions of their programs,
	// and so the time to match them. It is far beyond what people write: .* has 5, and a{1000} has 1,000.
	maxPatterns = 10_000
)

// Parse reads an expression. An error is a *SyntaxError.
func Parse(text string) (*Expression, error) {
	e, err := parse(text)
	if err != nil {
		err.Character = character(text, err.Offset)
		return nil, err
	}
	return e, nil
}

// character is which character stands at an offset of a text, counted from 1.
func character(text string, offset int) int {
	return 1 + utf8.RuneCountInString(text[:min(offset, len(text))])
}

func parse(text string) (*Expression, *SyntaxError) {
	if err := checkLength(text); err != nil {
		return nil, err
	}
	p := parser{text: text}
	root, err := p.joined(disjunction)
	if err == nil && p.rest() != "" {
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	return &Expression{root}, nil
}

// checkLength wants UTF-8 of at most MaxLength characters.
func checkLength(text string) *SyntaxError {
	count := 0
	for at, r := range text {
		if _, size := utf8.DecodeRuneInString(text[at:]); r == utf8.RuneError && size == 1 {
			return &SyntaxError{Offset: at, Message: "the text isn't UTF-8"}
		}
		if count++; count > MaxLength {
			return &SyntaxError{Offset: at, Message: fmt.Sprintf("the expression has %d characters, more than %d", utf8.RuneCountInString(text), MaxLength)}
		}
	}
	return nil
}

// parser reads an expression from left to right.
type parser struct {
	text     string
	at       int // of what comes next, in bytes
	depth    int
	patterns int // size of the regular expressions so far
}

// rest is what comes next, without spaces before it.
func (p *parser) rest() string {
	rest := strings.TrimLeftFunc(p.text[p.at:], unicode.IsSpace)
	p.at = len(p.text) - len(rest)
	return rest
}

// fail is an error at what comes next.
func (p *parser) fail(message, hint string) *SyntaxError {
	return &SyntaxError{Offset: p.at, Message: message, Hint: hint}
}

// eat takes a symbol or a word that stands alone, if one comes next.
func (p *parser) eat(symbol, word string) bool {
	rest := p.rest()
	switch {
	case strings.HasPrefix(rest, symbol):
		p.at += len(symbol)
	case word != "" && leading(rest, isNameByte) == word:
		p.at += len(word)
	default:
		return false
	}
	return true
}

// joined reads a disjunction, or a conjunction as part of one, or the single part that it would have.
func (p *parser) joined(f form) (node, *SyntaxError) {
	all := node{form: f}
	for {
		var part node
		var err *SyntaxError
		if f == disjunction {
			part, err = p.joined(conjunction)
		} else {
			part, err = p.unary(false)
		}
		if err != nil {
			return node{}, err
		}
		if part.form == f {
			all.parts = append(all.parts, part.parts...)
		} else {
			all.parts = append(all.parts, part)
		}
		symbol, word := "&&", "and"
		if f == disjunction {
			symbol, word = "||", "or"
		}
		if !p.eat(symbol, word) {
			break
		}
	}
	if len(all.parts) == 1 {
		return all.parts[0], nil
	}
	return all, nil
}

// unary reads a negation, what is in parentheses, or a simple expression. negated says that a "not" stands before it,
// with which a parenthesis is one level.
func (p *parser) unary(negated bool) (node, *SyntaxError) {
	p.rest()
	start := p.at
	switch {
	case p.eat("!", "not"):
		if err := p.enter(start); err != nil {
			return node{}, err
		}
		part, err := p.unary(true)
		p.depth--
		return node{form: negation, parts: []node{part}}, err
	case p.eat("(", ""):
		if !negated {
			if err := p.enter(start); err != nil {
				return node{}, err
			}
			defer func() { p.depth-- }()
		}
		inner, err := p.joined(disjunction)
		switch {
		case err != nil:
		case p.eat(")", ""):
		case p.rest() == "":
			err = p.fail(fmt.Sprintf("the parenthesis of character %d isn't closed", character(p.text, start)), "")
		default:
			err = p.unexpected()
		}
		return inner, err
	default:
		test, err := p.comparison()
		return node{form: simple, test: test}, err
	}
}

// enter goes one level deeper, for what stands at start.
func (p *parser) enter(start int) *SyntaxError {
	if p.depth == MaxDepth {
		return &SyntaxError{Offset: start, Message: fmt.Sprintf("the expression is nested more than %d deep", MaxDepth) + own, Limit: true}
	}
	p.depth++
	return nil
}

// Pieces of errors.
const (
	neither     = ` is neither "and" nor "or"`
	quoteOthers = `an argument with other characters than letters, digits and -_.:/\@+* stands in quotes`
	quoteSpaces = "an argument with spaces stands in quotes"
)

// unexpected is the error where an expression should go on with another or end.
func (p *parser) unexpected() *SyntaxError {
	rest := p.rest()
	word := leading(rest, isNameByte)
	switch {
	case rest[0] == ')':
		return p.fail("there is no parenthesis for this one to close", "")
	case rest[0] == '(':
		return p.fail("there is a parenthesis in a simple expression", `an argument with parentheses stands in quotes, and other parentheses after "and" or "or"`)
	case word == "":
		return p.fail(shown(p.next())+neither, quoteOthers)
	case strings.EqualFold(word, "and"), strings.EqualFold(word, "or"):
		return p.fail(shown(word)+neither, didYouMean(word, []string{"and", "or"}))
	default:
		return p.fail(shown(word)+neither, quoteSpaces)
	}
}

// next is the character that comes next.
func (p *parser) next() string {
	rest := p.rest()
	_, size := utf8.DecodeRuneInString(rest)
	return rest[:size]
}

// leading is how s starts as long as its bytes are such.
func leading(s string, such func(byte) bool) string {
	for i := range len(s) {
		if !such(s[i]) {
			return s[:i]
		}
	}
	return s
}

// isNameByte says whether a word, a subject or the name of an attribute can have b.
func isNameByte(b byte) bool {
	return isLetter(b) || isDigit(b) || strings.IndexByte(`-_./\:`, b) >= 0
}

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }
