package query

// subject is what a simple expression looks at.
type subject uint8

const (
	agentConnected subject = iota
	agentVersion
	attribute
	ec2InstanceID
	registeredAt
	runningTasksCount
	taskGroup
	numSubjects
)

// relation is what an operator asks, whether or not it is negated.
type relation uint8

const (
	equals relation = iota
	greaterThan
	greaterThanEqual
	lessThan
	lessThanEqual
	exists
	in
	matches
)

// operator is an operator of the language.
type operator struct {
	symbol   string // as it is printed
	word     string // the other spelling, if there is one
	relation relation
	negated  bool
}

// operators are all there are (AWS page cluster-query-language).
func operators() [12]operator {
	return [...]operator{
		{"==", "equals", equals, false},
		{"!=", "not_equals", equals, true},
		{">", "greater_than", greaterThan, false},
		{">=", "greater_than_equal", greaterThanEqual, false},
		{"<", "less_than", lessThan, false},
		{"<=", "less_than_equal", lessThanEqual, false},
		{"exists", "", exists, false},
		{"!exists", "not_exists", exists, true},
		{"in", "", in, false},
		{"!in", "not_in", in, true},
		{"=~", "matches", matches, false},
		{"!~", "not_matches", matches, true},
	}
}

// ordered says whether the operator holds where the instance's value and the argument compare like this (cmp.Compare).
// It is asked only of those that compare.
func (o *operator) ordered(order int) bool {
	switch o.relation {
	case equals:
		return (order == 0) != o.negated
	case greaterThan:
		return order > 0
	case greaterThanEqual:
		return order >= 0
	case lessThan:
		return order < 0
	case lessThanEqual:
		return order <= 0
	case exists, in, matches:
	}
	panic("query: " + o.symbol + " doesn't compare")
}

// attributePrefix stands before the name of an attribute.
const attributePrefix = "attribute:"

// String is the subject as it is written, the prefix of an attribute.
func (s subject) String() string {
	switch s {
	case agentConnected:
		return "agentConnected"
	case agentVersion:
		return "agentVersion"
	case attribute:
		return attributePrefix
	case ec2InstanceID:
		return "ec2InstanceId"
	case registeredAt:
		return "registeredAt"
	case runningTasksCount:
		return "runningTasksCount"
	case taskGroup:
		return "task:group"
	case numSubjects:
	}
	panic("query: no such subject")
}

// takes says whether a subject goes with a relation and with its negation (AWS page cluster-query-language, which lists
// the operators of each; all of attribute:NAME and task:group, for which it lists none, but the order of the latter).
func (s subject) takes(r relation) bool {
	switch s {
	case agentConnected, ec2InstanceID:
		return r == equals || r == in || r == matches
	case agentVersion, registeredAt, runningTasksCount:
		return r <= lessThanEqual
	case attribute:
		return true
	case taskGroup:
		return r == equals || r >= exists
	case numSubjects:
	}
	return false
}
