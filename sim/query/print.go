package query

import "strings"

// String prints the expression in a canonical form that parses to the same: with and, or and not in words, the other
// operators as symbols, and parentheses and quotes only where they are needed. It can be longer than what was parsed,
// even than MaxLength.
func (e *Expression) String() string {
	var b strings.Builder
	e.root.write(&b)
	return b.String()
}

func (n *node) write(b *strings.Builder) {
	switch n.form {
	case simple:
		n.test.write(b)
	case negation:
		b.WriteString("not(")
		n.parts[0].write(b)
		b.WriteByte(')')
	case conjunction, disjunction:
		between := " and "
		if n.form == disjunction {
			between = " or "
		}
		for i := range n.parts {
			if i > 0 {
				b.WriteString(between)
			}
			// Of the forms that a part can have, only a disjunction binds less tightly.
			if n.parts[i].form == disjunction {
				b.WriteByte('(')
				n.parts[i].write(b)
				b.WriteByte(')')
			} else {
				n.parts[i].write(b)
			}
		}
	}
}

func (c *comparison) write(b *strings.Builder) {
	b.WriteString(c.subject.String())
	b.WriteString(c.name)
	b.WriteByte(' ')
	b.WriteString(c.operator.symbol)
	switch c.operator.relation {
	case exists:
	case in:
		for i, value := range c.values {
			if i == 0 {
				b.WriteString(" [")
			} else {
				b.WriteString(", ")
			}
			writeArgument(b, value, false)
		}
		b.WriteByte(']')
	case equals, greaterThan, greaterThanEqual, lessThan, lessThanEqual, matches:
		b.WriteByte(' ')
		writeArgument(b, c.values[0], c.operator.relation == matches)
	}
}

// writeArgument quotes a value that doesn't stand bare. One with both kinds of quotes can't be written, and none is.
func writeArgument(b *strings.Builder, value string, pattern bool) {
	quote := ""
	switch {
	case bare(value, pattern) == len(value) && value != "":
	case strings.ContainsRune(value, '\''):
		quote = `"`
	default:
		quote = "'"
	}
	b.WriteString(quote)
	b.WriteString(value)
	b.WriteString(quote)
}
