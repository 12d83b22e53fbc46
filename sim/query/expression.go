package query

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Subject is what a container instance says of itself. No method may have an effect that another sees.
type Subject interface {
	// Attribute is the value of an attribute, custom or ECS's own. An attribute without a value has the empty one; ok is
	// false where the instance doesn't have the attribute.
	Attribute(name string) (value string, ok bool)
	// AgentConnected says whether ECS hears from the container agent.
	AgentConnected() bool
	// AgentVersion is the agent's version, such as 1.96.0, or empty if it isn't known.
	AgentVersion() string
	// InstanceID is the EC2 instance's ID, such as i-0123456789abcdef0, or empty if there is none.
	InstanceID() string
	// RegisteredAt is when the instance registered with the cluster, in seconds since 1970-01-01T00:00:00Z.
	RegisteredAt() int64
	// RunningTasks is how many tasks on the instance are RUNNING.
	RunningTasks() int
	// HasTaskOf says whether the instance hosts a task of a group, which for a task of a service is service:NAME.
	HasTaskOf(group string) bool
	// TaskGroup is the i-th group of which the instance hosts a task, in any order, from 0; ok is false behind the last.
	// It is asked only where HasTaskOf doesn't do: by exists and by regular expressions.
	TaskGroup(i int) (group string, ok bool)
}

// Expression is a parsed expression. It doesn't change, so that several readers can share it.
type Expression struct {
	root node
}

// form is how a node is made up.
type form uint8

const (
	simple form = iota
	negation
	conjunction
	disjunction
)

// node is a part of an expression. A conjunction has no conjunction in it and a disjunction no disjunction.
type node struct {
	form  form
	parts []node      // one of a negation, two and more of the others, none of a simple one
	test  *comparison // of a simple one
}

// comparison is a simple expression.
type comparison struct {
	subject  subject
	name     string // of the attribute
	operator operator
	values   []string // as they were written, without quotes: several of in, none of exists, else one
	number   int64    // the value as a number, of registeredAt (seconds since 1970) and runningTasksCount
	pattern  *regexp.Regexp
}

// Matches says whether a container instance satisfies the expression. It allocates nothing, and its time is bounded by
// the lengths of the expression and of what the instance says.
func (e *Expression) Matches(of Subject) bool { return e.root.matches(of) }

// DependsOnTasks says whether the expression looks at the tasks of an instance (task:group, runningTasksCount), so that
// its answer changes whenever one starts or stops. All else changes only when something is done to the instance itself:
// its attributes are set, its agent connects or is updated.
func (e *Expression) DependsOnTasks() bool {
	return e.root.any(func(c *comparison) bool { return c.subject == taskGroup || c.subject == runningTasksCount })
}

// InstanceIDs are the EC2 instance IDs that the expression names outright, in order: those that it compares ec2InstanceId with
// other than by a regular expression.
func (e *Expression) InstanceIDs() []string {
	var ids []string
	e.root.any(func(c *comparison) bool {
		if c.subject == ec2InstanceID && c.operator.relation != matches {
			ids = append(ids, c.values...)
		}
		return false // go on to the end
	})
	return ids
}

// any says whether is holds for a simple expression of n.
func (n *node) any(is func(*comparison) bool) bool {
	if n.form == simple {
		return is(n.test)
	}
	return slices.ContainsFunc(n.parts, func(part node) bool { return part.any(is) })
}

func (n *node) matches(of Subject) bool {
	switch n.form {
	case simple:
		return n.test.holds(of)
	case negation:
		return !n.parts[0].matches(of)
	case conjunction:
		for i := range n.parts {
			if !n.parts[i].matches(of) {
				return false
			}
		}
		return true
	case disjunction:
		for i := range n.parts {
			if n.parts[i].matches(of) {
				return true
			}
		}
		return false
	}
	panic("query: a node of no form")
}

// holds says whether a container instance satisfies a simple expression.
func (c *comparison) holds(of Subject) bool {
	switch c.subject {
	case agentConnected:
		text := "false"
		if of.AgentConnected() {
			text = "true"
		}
		return c.text(text)
	case agentVersion:
		order, ok := compareVersions(of.AgentVersion(), c.values[0])
		return ok && c.operator.ordered(order)
	case attribute:
		value, ok := of.Attribute(c.name)
		if c.operator.relation == exists {
			return ok != c.operator.negated
		}
		return ok && c.text(value)
	case ec2InstanceID:
		id := of.InstanceID()
		return id != "" && c.text(id)
	case registeredAt:
		return c.operator.ordered(cmp.Compare(of.RegisteredAt(), c.number))
	case runningTasksCount:
		return c.operator.ordered(cmp.Compare(int64(of.RunningTasks()), c.number))
	case taskGroup:
		return c.hosts(of) != c.operator.negated
	case numSubjects:
	}
	panic("query: a comparison of no subject")
}

// text compares a value as text.
func (c *comparison) text(value string) bool {
	switch c.operator.relation {
	case in:
		return slices.Contains(c.values, value) != c.operator.negated
	case matches:
		return c.pattern.MatchString(value) != c.operator.negated
	case equals, greaterThan, greaterThanEqual, lessThan, lessThanEqual, exists:
	}
	return c.operator.ordered(strings.Compare(value, c.values[0]))
}

// hosts says whether an instance hosts a task of a group that is meant, whatever the operator negates.
func (c *comparison) hosts(of Subject) bool {
	if c.operator.relation == matches || c.operator.relation == exists {
		for i := 0; ; i++ {
			group, ok := of.TaskGroup(i)
			if !ok {
				return false
			}
			if c.operator.relation == exists || c.pattern.MatchString(group) {
				return true
			}
		}
	}
	return slices.ContainsFunc(c.values, of.HasTaskOf)
}
