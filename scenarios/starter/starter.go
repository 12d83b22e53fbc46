package starter

import (
	_ "embed"
	"io/fs"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/ecssim/ecssim/scenarios"
)

//go:embed starter.toml
var commented string

// Plain is a scenario with a comment at everything that somebody who begins has to know. Its name is "starter".
func Plain() string { return commented }

// Question is a shipped scenario, as something to begin with.
type Question struct {
	// Name is the scenario's, and that of its file without ".toml".
	Name string
	// Asks is the question that its comment begins with or, where it begins with none, its description.
	Asks string
	// Text is the scenario, as it is shipped.
	Text string
}

// Questions are the shipped scenarios, in the order of their names.
func Questions() []Question {
	files := scenarios.Shipped()
	names, err := fs.Glob(files, "*.toml")
	if err != nil {
		panic(err) // only of a malformed pattern
	}
	var all []Question
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err) // what Glob finds among embedded files is there
		}
		all = append(all, Question{strings.TrimSuffix(name, ".toml"), asks(string(text)), string(text)})
	}
	return all
}

// asks is the question that a scenario's comment begins with, else its description.
func asks(text string) string {
	var words []string
	for line := range strings.Lines(text) {
		comment, ok := strings.CutPrefix(line, "# ")
		if !ok && strings.HasPrefix(line, "#:") {
			continue // a directive for editors
		}
		if !ok {
			break
		}
		words = append(words, strings.Fields(comment)...)
	}
	comment := strings.Join(words, " ")
	if end := strings.IndexAny(comment, ".?!:"); end >= 0 && comment[end] == '?' {
		return comment[:end+1]
	}
	var about struct {
		Description string `toml:"description"`
	}
	_, err := toml.Decode(text, &about)
	if err != nil {
		return ""
	}
	return about.Description
}
