package query_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/ecssim/ecssim/sim/query"
)

// instance is a container instance that says what a test wants.
type instance struct {
	attributes map[string]string
	connected  bool
	version    string
	id         string
	registered int64
	running    int
	groups     []string
}

func (i *instance) Attribute(name string) (string, bool) {
	value, ok := i.attributes[name]
	return value, ok
}
func (i *instance) AgentConnected() bool        { return i.connected }
func (i *instance) AgentVersion() string        { return i.version }
func (i *instance) InstanceID() string          { return i.id }
func (i *instance) RegisteredAt() int64         { return i.registered }
func (i *instance) RunningTasks() int           { return i.running }
func (i *instance) HasTaskOf(group string) bool { return slices.Contains(i.groups, group) }

func (i *instance) TaskGroup(n int) (string, bool) {
	if n >= len(i.groups) {
		return "", false
	}
	return i.groups[n], true
}

func mustParse(t testing.TB, text string) *query.Expression {
	t.Helper()
	e, err := query.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return e
}

// refused is the error of a text that isn't an expression.
func refused(t testing.TB, text string) *query.SyntaxError {
	t.Helper()
	e, err := query.Parse(text)
	var syntax *query.SyntaxError
	if !errors.As(err, &syntax) || e != nil {
		t.Fatalf("%q gave %v, %v", text, e, err)
	}
	return syntax
}
