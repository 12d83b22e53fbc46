package query

// Wish is what a simple expression says of an attribute, for whoever makes up a container instance that satisfies an expression.
type Wish struct {
	// Attribute is the attribute's name.
	Attribute string
	// Values are the values that the expression names, in order, without quotes; a regular expression is the only one of its
	// operator. There are none with exists.
	Values []string

	test *comparison
}

// Wishes are the wishes of the simple expressions about attributes, in order. Those in a negation aren't among them, and !exists
// isn't: both are satisfied by an instance without the attribute.
func (e *Expression) Wishes() []Wish { return e.root.wishes(nil) }

// Admits says whether an attribute of this value satisfies the simple expression.
func (w *Wish) Admits(value string) bool {
	return w.test.operator.relation == exists || w.test.text(value)
}

// wishes appends the wishes of n.
func (n *node) wishes(all []Wish) []Wish {
	switch n.form {
	case simple:
		if n.test.subject == attribute && (n.test.operator.relation != exists || !n.test.operator.negated) {
			all = append(all, Wish{Attribute: n.test.name, Values: n.test.values, test: n.test})
		}
	case conjunction, disjunction:
		for i := range n.parts {
			all = n.parts[i].wishes(all)
		}
	case negation:
	}
	return all
}
