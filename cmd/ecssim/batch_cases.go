package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/reports"
)

// batchCase is one case of a batch: a file, or one case of its matrix.
type batchCase struct {
	file   string
	name   string // in the file's matrix; empty: it has none
	folder string // the name of its folder
	untold bool   // the file may have other cases, which can't be told
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
// A file whose cases can't be told and that the filter leaves out by its name is warned of.
func (o *batchOptions) cases(ctx context.Context, paths []string, stderr io.Writer) ([]batchCase, error) {
	files, err := findScenarios(paths)
	if err != nil {
		return nil, err
	}
	found := make([][]batchCase, len(files))
	each(len(files), func(i int) {
		if ctx.Err() == nil {
			found[i] = casesOf(files[i])
		}
	})
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	all := slices.Concat(found...)
	nameFolders(all)
	var matching []batchCase
	for i := range all {
		if o.filter.takes(all[i].called()) {
			matching = append(matching, all[i])
		} else if all[i].untold {
			fmt.Fprintf(stderr, "ecssim: warning: --filter leaves out %s, whose cases can't be told since something is wrong with it; ecssim check shows what\n", reports.Inert(all[i].file))
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
	alone, broken := []batchCase{{file: file}}, []batchCase{{file: file, untold: true}}
	defer func() {
		if recover() != nil { // it panics again for the worker, who tells it
			cases = broken
		}
	}()
	source, err := readSource(file, nil)
	if err != nil {
		return broken
	}
	if !bytes.Contains(source, []byte("matrix")) && !bytes.Contains(source, []byte("extends")) {
		return alone // as most are: the text is read in earnest once, by a worker
	}
	from, err := gather(file, nil)
	if err != nil {
		return broken
	}
	text, err := newText(from)
	if err != nil {
		return broken
	}
	for i := range text.cases {
		cases = append(cases, batchCase{file: file, name: text.cases[i].Name})
	}
	return cases
}

// longestFolder is how much of a case's name goes into the name of its folder at most.
const longestFolder = 80

// nameFolders names the folder of each case after it. Those that are called alike, in whatever case of letters, all get a hash
// of the case's name, so that none of them depends on the order.
func nameFolders(cases []batchCase) {
	count := make(map[string]int, len(cases))
	for i := range cases {
		cases[i].folder = folderName(cases[i].called())
		count[strings.ToLower(cases[i].folder)]++
	}
	taken := make(map[string]bool, len(cases))
	for i := range cases {
		c := &cases[i]
		if count[strings.ToLower(c.folder)] > 1 {
			c.folder += "-" + hashOf(c.called())
		}
		base := c.folder
		for n := 2; taken[strings.ToLower(c.folder)]; n++ { // another one is called like this with its hash
			c.folder = fmt.Sprintf("%s-%d", base, n)
		}
		taken[strings.ToLower(c.folder)] = true
	}
}

// hashOf is a short hash of a name.
func hashOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	return fmt.Sprintf("%x", sum[:4])
}

// folderName is a name that every file system takes, of letters, digits, "-", "_" and "." only. It neither begins nor ends
// with a dot, nor is a name that Windows keeps for devices. One that is cut, since it is long, or of which more is lost than what
// parts its words, gets a hash of the whole.
func folderName(of string) string {
	lost := false
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		}
		lost = lost || !strings.ContainsRune("/#=,: ", r)
		return '-'
	}, strings.Replace(of, scenarioSuffix, "", 1))
	clean = strings.Trim(clean, ".-")
	if len(clean) > longestFolder {
		clean, lost = strings.TrimRight(clean[:longestFolder], ".-"), true
	}
	if lost {
		clean = strings.TrimLeft(clean+"-"+hashOf(of), "-")
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
