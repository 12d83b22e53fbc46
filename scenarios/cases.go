package scenarios

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Case is one scenario of those that a text describes. Make it with Cases. Several may be read at the same time.
type Case struct {
	// Name has the values of the matrix's axes, as in "minimum=50, size=large", all of it printable; empty without a matrix.
	Name   string
	Number int // from 1, in the order of the file; 0 without a matrix

	slug     string // Name as a part of the scenario's name
	settings [][]setting
	from     *document
}

// Reader reads texts. One that reads many, from any number of goroutines, works out what the format is only once. Make it with
// NewReader.
type Reader struct{ known schemas }

// NewReader makes a Reader.
func NewReader() *Reader { return &Reader{newSchemas()} }

// Cases is the function of that name.
func (r *Reader) Cases(from Source) ([]Case, error) { return casesOf(from, r.known) }

// Cases lists the scenarios that a text describes: those of its matrix, in the order of the file, or without one just a case
// without a name. The error is Faults: the text can't be read, or the matrix is faulty; faults of what the cases are made
// of come with Read.
func Cases(from Source) ([]Case, error) { return casesOf(from, newSchemas()) }

func casesOf(from Source, known schemas) ([]Case, error) {
	faults := &collector{}
	d := load(&from, known, faults)
	if d == nil {
		return nil, faults.sorted()
	}
	if d.matrix == nil {
		if len(faults.list) > 0 {
			_, _, err := d.read(d.root, &Case{}, nil, faults)
			return nil, err
		}
		return []Case{{from: d}}, nil
	}
	if !checkVersion(d.root, faults) {
		return nil, faults.sorted()
	}
	m := &matrix{collector: faults, known: known, at: d.matrix}
	cases := m.read(d.root)
	if len(faults.list) > 0 {
		d.addOthers(faults)
		return nil, faults.sorted()
	}
	for i := range cases {
		cases[i].Number, cases[i].from = i+1, d
	}
	return cases, nil
}

// addOthers adds what else is wrong with a scenario whose matrix is faulty. What is missing may be what the cases bring.
func (d *document) addOthers(faults *collector) {
	others := &collector{}
	d.build(d.root.clone(), &Case{}, nil, others)
	for _, f := range others.list {
		if f.Kind != Missing {
			faults.add(f)
		}
	}
}

// Read reads the case as Read does a text. sets are overrides, each key=value, applied in order after what the case changes.
// Each fault has the name of the case.
func (c *Case) Read(sets ...string) (scenario *sim.Scenario, refused Faults, err error) {
	return c.from.read(c.from.root.clone(), c, sets, &collector{files: c.from.files})
}

// change makes the settings of the case in a tree.
func (c *Case) change(root *node, known schemas, faults *collector) {
	made := newChanges()
	for _, settings := range c.settings {
		for i := range settings {
			settings[i].apply(root, known, faults, made)
		}
	}
}

// Together joins the faults of the cases of one text, a list for each of some cases: one that all cases have is told once, and
// one that several have once with the first of them.
func Together(cases []Case, lists []Faults) Faults {
	all := &collector{}
	if len(cases) > 0 {
		all.files = cases[0].from.files
	}
	count := make(map[Fault]int)
	var first []Fault
	for _, list := range lists {
		for _, f := range list {
			key := f
			key.Case = ""
			if count[key]++; count[key] == 1 {
				first = append(first, f)
			}
		}
	}
	for _, f := range first {
		key := f
		key.Case = ""
		switch n := count[key]; {
		case n == len(cases):
			f.Case = ""
		case n > 1:
			f.Case += fmt.Sprintf(" (and %d more)", n-1)
		}
		all.add(f)
	}
	return all.sorted()
}

// scenarioName is the name of the case's scenario, whose text gives it the name text. It is fit for a folder's.
func (c *Case) scenarioName(text string) string {
	if c.slug == "" {
		return text
	}
	room := nameRules()["output"].longest - len("-") - len(c.slug)
	return text[:min(len(text), room)] + "-" + c.slug
}

// maxSlug is the length of what the name of a case adds to that of the scenario.
const maxSlug = 60

// giveSlugs makes the names of cases parts of scenarios' names. They are different, also where capitals don't count: one that is
// cut, or that others would have, too, ends in a digest of the whole.
func (m *matrix) giveSlugs(cases []Case) {
	taken := make(map[string]int)
	for i := range cases {
		cases[i].slug = slugOf(cases[i].Name)
		taken[strings.ToLower(cases[i].slug)]++
	}
	for i := range cases {
		slug := cases[i].slug
		if len(slug) <= maxSlug && taken[strings.ToLower(slug)] == 1 {
			continue
		}
		digest := sha256.Sum256([]byte(cases[i].Name))
		end := "-" + hex.EncodeToString(digest[:4])
		cases[i].slug = strings.TrimRight(slug[:min(len(slug), maxSlug-len(end))], "-") + end
		if taken[cases[i].slug]++; taken[cases[i].slug] > 1 {
			m.atKey(m.at, Duplicate, fmt.Sprintf("the scenario of the case %s would be called as another one's", cases[i].Name), "give a value another name")
		}
	}
}

// slugOf is a text with a hyphen in place of everything that the name of a folder doesn't have.
func slugOf(text string) string {
	var b strings.Builder
	rule := nameRules()["output"]
	for i := range len(text) {
		switch {
		case rule.allowsAt(text[i], 1):
			b.WriteByte(text[i])
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimRight(b.String(), "-")
}
