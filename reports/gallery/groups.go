package main

import "strings"

// group is a part of the index: scenarios that answer one sort of question.
type group struct {
	Title    string // empty for the only group, and for one of scenarios that the list doesn't name
	Question string
	Exhibits []exhibit
}

// grouped deals exhibits to the groups under the heading "The shipped scenarios" of list, which is scenarios/README.md: a
// heading, a question and a table that names scenarios. The order is that of the list; exhibits that it doesn't name come
// last, in their own order.
func grouped(exhibits []exhibit, list string) []group {
	placed := make([]bool, len(exhibits))
	var groups []group
	_, list, _ = strings.Cut(list, "\n## The shipped scenarios\n")
	list, _, _ = strings.Cut(list, "\n## ")
	for _, part := range strings.Split(list, "\n### ")[1:] {
		title, rest, _ := strings.Cut(part, "\n")
		question, table, _ := strings.Cut(strings.TrimSpace(rest), "\n")
		g := group{Title: title, Question: question}
		for line := range strings.Lines(table) {
			row, ok := strings.CutPrefix(line, "| `")
			if !ok {
				continue
			}
			name, _, _ := strings.Cut(row, "`")
			for i, e := range exhibits {
				if e.Name == name && !placed[i] {
					placed[i] = true
					g.Exhibits = append(g.Exhibits, e)
				}
			}
		}
		if len(g.Exhibits) > 0 {
			groups = append(groups, g)
		}
	}
	var rest group
	for i, e := range exhibits {
		if !placed[i] {
			rest.Exhibits = append(rest.Exhibits, e)
		}
	}
	if len(rest.Exhibits) > 0 {
		groups = append(groups, rest)
	}
	return groups
}
