package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
)

// batchCase is one case of a batch: a file, or one case of its matrix.
type batchCase struct {
	file   string
	name   string // in the file's matrix; empty: it has none
	folder string // the name of its folder
}

// called is the case's name: that of its file, and where the file has several, its own behind it.
func (c *batchCase) called() string {
	if c.name == "" {
		return c.file
	}
	return c.file + "#" + c.name
}

// cases are those that the paths and flags name. Folders are named before any case is left out, so that every shard calls
// a case the same.
func (o *batchOptions) cases(ctx context.Context, paths []string) ([]batchCase, error) {
	files, err := findScenarios(paths)
	if err != nil {
		return nil, err
	}
	var all []batchCase
	for _, file := range files {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		all = append(all, casesOf(file)...)
	}
	nameFolders(all)
	var matching []batchCase
	for i := range all {
		if o.filter.takes(all[i].called()) {
			matching = append(matching, all[i])
		}
	}
	if len(matching) == 0 {
		return nil, fmt.Errorf("--filter %s leaves none of %d cases; --list without it shows their names", &o.filter, len(all))
	}
	var mine []batchCase
	for i := range matching {
		if o.shard.takes(i) {
			mine = append(mine, matching[i])
		}
	}
	return mine, nil
}

// casesOf are the cases of a file. One whose cases can't be told is a single case: what is wrong with it is a result.
func casesOf(file string) (cases []batchCase) {
	alone := []batchCase{{file: file}}
	defer func() {
		if recover() != nil { // it panics again for the worker, who tells it
			cases = alone
		}
	}()
	source, err := readSource(file, nil)
	if err != nil || !bytes.Contains(source, []byte("matrix")) && !bytes.Contains(source, []byte("extends")) {
		return alone // as most are: the text is read in earnest once, by a worker
	}
	from, err := gather(file, nil)
	if err != nil {
		return alone
	}
	text, err := newText(from)
	if err != nil {
		return alone
	}
	for i := range text.cases {
		cases = append(cases, batchCase{file: file, name: text.cases[i].Name})
	}
	return cases
}

// longestFolder is how much of a case's name goes into the name of its folder at most.
const longestFolder = 80

// nameFolders names the folder of each case after it. Where two are called alike, in whatever case of letters, the later one
// gets a number.
func nameFolders(cases []batchCase) {
	taken := make(map[string]bool, len(cases))
	for i := range cases {
		base := folderName(cases[i].called())
		name := base
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		taken[strings.ToLower(name)] = true
		cases[i].folder = name
	}
}

// folderName is a name that every file system takes, of letters, digits, "-", "_" and "." only. It neither begins nor ends
// with a dot, nor is a name that Windows keeps for devices. A long one is cut and gets a hash of the whole.
func folderName(of string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		}
		return '-'
	}, strings.Replace(of, scenarioSuffix, "", 1))
	clean = strings.Trim(clean, ".-")
	if len(clean) > longestFolder {
		sum := sha256.Sum256([]byte(of))
		clean = fmt.Sprintf("%s-%x", strings.TrimRight(clean[:longestFolder], ".-"), sum[:4])
	}
	device, _, _ := strings.Cut(strings.ToLower(clean), ".")
	switch device {
	case "", "con", "prn", "aux", "nul":
		return "case-" + clean
	}
	if len(device) == 4 && (device[:3] == "com" || device[:3] == "lpt") {
		return "case-" + clean
	}
	return clean
}
