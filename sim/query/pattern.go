package query

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// AWS page cluster-query-language: matches takes a regular expression in the syntax of java.util.regex.Pattern. Here it
// is one that needs no backtracking, so that the time to match it is bounded: what Java and RE2 have in common means the
// same, and what only Java has (look-around, back-references, possessive quantifiers, set operations) is refused. The
// whole value has to match, as by Java's matches (assumed; the page's g2.* fits that and no part-wise search needs it).

// compile makes the pattern of a comparison, whose value starts at start.
func (p *parser) compile(c *comparison, start int) *SyntaxError {
	j := java{text: c.values[0]}
	if err := j.translate(); err != nil {
		err.Offset += start
		return err
	}
	translated := j.out.String()
	if _, err := syntax.Parse(translated, syntax.Perl); err != nil {
		return unreadable(start, err)
	}
	whole := `\A(?:` + translated + `)\z`
	tree, err := syntax.Parse(whole, syntax.Perl)
	if err != nil {
		return unreadable(start, err)
	}
	program, err := syntax.Compile(tree.Simplify())
	if err == nil {
		p.patterns += len(program.Inst)
	}
	if err != nil || p.patterns > maxPatterns {
		return &SyntaxError{Offset: start, Message: "the regular expressions are too large" + own, Hint: "smaller repetition counts help", Limit: true}
	}
	if c.pattern, err = regexp.Compile(whole); err != nil {
		return unreadable(start, err)
	}
	return nil
}

// own ends the message of a limit that ECS, whose regular expressions are Java's, doesn't have.
const own = ", a limit of ecssim's own"

// unreadable is what RE2 has against a regular expression. Java's have no limits for repetitions, depth or size.
func unreadable(start int, err error) *SyntaxError {
	e := &SyntaxError{Offset: start, Message: "the regular expression can't be read"}
	detail, ok := errors.AsType[*syntax.Error](err)
	if !ok {
		return e
	}
	limit := func(message, hint string) *SyntaxError {
		return &SyntaxError{Offset: start, Message: message + own, Hint: hint, Limit: true}
	}
	switch detail.Code { //nolint:exhaustive // the others have nothing to add
	case syntax.ErrInvalidRepeatSize:
		if !runsBackwards(detail.Expr) {
			return limit("the regular expression repeats too often, "+shown(detail.Expr), "smaller repetition counts help")
		}
	case syntax.ErrNestingDepth:
		return limit("the regular expression is nested too deep", "")
	case syntax.ErrLarge:
		return limit("the regular expression is too large", "smaller repetition counts help")
	case syntax.ErrMissingRepeatArgument:
		e.Hint = "it isn't a file pattern: .* stands for any text"
	}
	e.Message += fmt.Sprintf(": %s %s", detail.Code, shown(detail.Expr))
	return e
}

// runsBackwards says whether a repetition {n,m} has more at least than at most, which Java refuses, too.
func runsBackwards(repetition string) bool {
	least, most, ranged := strings.Cut(strings.Trim(repetition, "{}"), ",")
	return ranged && most != "" && (len(most) < len(least) || len(most) == len(least) && most < least)
}

// java turns a regular expression of Java's into one of RE2's.
type java struct {
	text     string
	at       int
	out      strings.Builder
	inClass  bool
	repeated bool // what came last is a quantifier
}

// fail refuses what stands at the offset.
func (*java) fail(offset int, what, hint string) *SyntaxError {
	return &SyntaxError{Offset: offset, Message: "the regular expression has " + what + ", which can't be evaluated here", Hint: hint, Limit: true}
}

// take copies the next n bytes.
func (j *java) take(n int) {
	j.out.WriteString(j.text[j.at : j.at+n])
	j.at += n
}

func (j *java) translate() *SyntaxError {
	for j.at < len(j.text) {
		var err *SyntaxError
		repeated := j.repeated
		j.repeated = false
		switch c := j.text[j.at]; {
		case c == '\\':
			err = j.escape()
		case j.inClass:
			err = j.member()
		case c == '[':
			err = j.class()
		case c == '(':
			err = j.group()
		case c == '{':
			err = j.repetition()
		case c == '+' && repeated:
			err = j.fail(j.at, "a possessive quantifier", "")
		default:
			j.repeated = c == '*' || c == '+' || c == '?'
			j.take(1)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// class opens a character class.
func (j *java) class() *SyntaxError {
	start := j.at
	j.inClass = true
	j.take(1)
	if strings.HasPrefix(j.text[j.at:], "^") {
		j.take(1)
	}
	if strings.HasPrefix(j.text[j.at:], "]") {
		return j.fail(start, "a class without a first member", `write \] for the bracket itself`)
	}
	return nil
}

// member copies a byte of a character class, or closes it.
func (j *java) member() *SyntaxError {
	switch rest := j.text[j.at:]; {
	case strings.HasPrefix(rest, "&&"):
		return j.fail(j.at, "an intersection of classes", "")
	case strings.HasPrefix(rest, "[:"):
		return j.fail(j.at, "a class in a class", `Java has \p{Alpha} and the like`)
	case rest[0] == '[':
		return j.fail(j.at, "a class in a class", `write \[ for the bracket itself`)
	case rest[0] == ']':
		j.inClass = false
	}
	j.take(1)
	return nil
}

// group opens a group or sets flags.
func (j *java) group() *SyntaxError {
	rest := j.text[j.at:]
	inside, special := strings.CutPrefix(rest, "(?")
	if !special {
		j.take(1)
		return nil
	}
	for _, opening := range []string{"=", "!", "<=", "<!"} {
		if strings.HasPrefix(inside, opening) {
			return j.fail(j.at, "a look-around", "and and not can combine several comparisons instead")
		}
	}
	if name, named := strings.CutPrefix(inside, "<"); named {
		word := leading(name, func(b byte) bool { return isLetter(b) || isDigit(b) })
		if word != "" && strings.HasPrefix(name[len(word):], ">") {
			j.take(len("(?<>") + len(word))
			return nil
		}
	}
	flags := leading(inside, func(b byte) bool { return strings.IndexByte("ims-", b) >= 0 })
	if after := inside[len(flags):]; strings.HasPrefix(after, ":") || strings.HasPrefix(after, ")") {
		j.take(len("(?:") + len(flags))
		return nil
	}
	return j.fail(j.at, "a group of the kind "+shown(rest[:min(3, len(rest))]), "there are (...), (?:...), (?<name>...) and the flags i, m and s")
}

// repetition copies {n}, {n,} or {n,m}. RE2 would take any other brace for itself, and Java refuses it.
func (j *java) repetition() *SyntaxError {
	inside, _, closed := strings.Cut(j.text[j.at+1:], "}")
	least, most, ranged := strings.Cut(inside, ",")
	if !closed || !isPlainNumber(least) || ranged && most != "" && !isPlainNumber(most) {
		return j.fail(j.at, "a brace that is no repetition", `write \{ for the brace itself`)
	}
	j.take(len(inside) + 2)
	j.repeated = true
	return nil
}

// isPlainNumber says whether s is digits without a zero in front.
func isPlainNumber(s string) bool {
	return s != "" && leading(s, isDigit) == s && (s[0] != '0' || s == "0")
}

// escape translates what a backslash starts.
func (j *java) escape() *SyntaxError {
	rest := j.text[j.at+1:]
	if rest == "" {
		j.take(1) // and RE2 refuses it
		return nil
	}
	switch c := rest[0]; {
	case c == 'Q' && !j.inClass:
		quoted, after, _ := strings.Cut(rest[1:], `\E`)
		j.out.WriteString(regexp.QuoteMeta(quoted))
		j.at = len(j.text) - len(after)
	case c == 'p' || c == 'P':
		return j.property(rest[1:], c == 'P')
	case c == 's' || c == 'S':
		j.posix("space", c == 'S')
		j.at += 2
	case c == 'u':
		code := rest[1:min(5, len(rest))]
		if len(code) < 4 || leading(code, isHex) != code {
			return j.fail(j.at, `\u without four hexadecimal digits`, "")
		}
		j.out.WriteString(`\x{` + code + `}`)
		j.at += 6
	case c == 'k' || '1' <= c && c <= '9':
		return j.fail(j.at, "a back-reference", "")
	case strings.IndexByte("dDwWtnrfaxbBAz", c) >= 0:
		j.take(2)
	case isLetter(c) || isDigit(c):
		return j.fail(j.at, "the escape "+j.text[j.at:j.at+2], "")
	case c < utf8.RuneSelf:
		j.take(2)
	default:
		j.at++ // a character that isn't ASCII is itself with the backslash and without
	}
	return nil
}

// property translates \p{Name}, of which rest is what comes after the p.
func (j *java) property(rest string, negated bool) *SyntaxError {
	name, _, closed := strings.Cut(strings.TrimPrefix(rest, "{"), "}")
	switch braces := strings.HasPrefix(rest, "{"); {
	case !braces && rest != "" && isLetter(rest[0]):
		j.take(3)
		return nil
	case !braces || !closed || leading(name, isLetter) != name:
		return j.fail(j.at, `\p without a property`, "")
	case isPOSIX(name):
		j.posix(strings.ToLower(name), negated)
		j.at += len(`\p{}`) + len(name)
		return nil
	case len(name) <= 2:
		j.take(len(`\p{}`) + len(name))
		return nil
	}
	return j.fail(j.at, "the property "+shown(name), `there are \p{Alpha}, \p{Digit} and the like, and categories such as \p{Lu}`)
}

// isPOSIX says whether Java has a property of that name for a class of POSIX's, among ASCII characters only.
func isPOSIX(name string) bool {
	switch name {
	case "Lower", "Upper", "ASCII", "Alpha", "Digit", "Alnum", "Punct", "Graph", "Print", "Blank", "Cntrl", "XDigit", "Space":
		return true
	}
	return false
}

// posix writes a class of POSIX's.
func (j *java) posix(name string, negated bool) {
	class := "[:" + name + ":]"
	if negated {
		class = "[:^" + name + ":]"
	}
	if !j.inClass {
		class = "[" + class + "]"
	}
	j.out.WriteString(class)
}

func isHex(b byte) bool { return isDigit(b) || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F' }
