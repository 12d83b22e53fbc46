package starter

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// result is the finished scenario with its notes.
func (im *importer) result(f *file) *Imported {
	if f.assumed {
		im.noteAssumed(f.instances[0])
	}
	return &Imported{Name: f.name, Text: im.text(f), Notes: im.allNotes()}
}

// allNotes are the notes on what is assumed, then those on what is left out.
func (im *importer) allNotes() []Note {
	var notes []Note
	for _, s := range im.services {
		if text := s.beginning(); text != "" {
			notes = append(notes, Note{Text: printable(text)})
		}
	}
	notes = append(notes, im.notes...)
	for _, s := range im.services {
		if s.rebalancing != "" {
			notes = append(notes, Note{Text: printable("service " + s.name + ": the response has no availabilityZoneRebalancing: " + s.rebalancing)})
		}
	}
	if im.reserved.Text != "" {
		notes = append(notes, im.reserved)
	}
	slices.SortStableFunc(notes, func(a, b Note) int {
		switch {
		case a.Left == b.Left:
			return 0
		case b.Left:
			return -1
		}
		return 1
	})
	return notes
}

// text writes the scenario.
func (im *importer) text(f *file) string {
	w := &writer{}
	im.head(w)
	w.WriteString("\n")
	w.table("", f.top, "")
	if f.fargate != nil {
		w.table("fargate", f.fargate, "[fargate]")
	}
	for _, list := range []struct {
		key    string
		tables blocks
	}{{"instances", f.instances}, {"targetGroups", f.groups}, {"classicLoadBalancers", f.classics}} {
		for _, t := range list.tables {
			w.table(list.key, t, "[["+list.key+"]]")
		}
	}
	for _, d := range im.definitions {
		w.table("taskDefinitions", d.table, "[[taskDefinitions]]")
	}
	for _, s := range im.services {
		w.table("services", s.table, "[[services]]")
	}
	im.timeline(w)
	return w.String()
}

// head writes the comment at the scenario's head.
func (im *importer) head(w *writer) {
	w.comment("Made by ecssim init --from of saved responses of the AWS command line.")
	left := false
	for i, n := range im.allNotes() {
		if i == 0 && !n.Left {
			w.comment("", "What the responses don't say, and what is taken instead:")
		}
		if n.Left && !left {
			left = true
			w.comment("", "What isn't taken from the responses:")
		}
		if i < 2*maxNotes {
			w.comment(wrap("- ", n.Text)...)
		}
	}
	if n := len(im.allNotes()) - 2*maxNotes; n > 0 {
		w.comment(fmt.Sprintf("and %d more, which ecssim init has said", n))
	}
	w.comment("", "Environment, secrets, logs, permissions and the like have no effect here and aren't taken either.")
}

// wrap breaks a text into lines that a comment can have.
func wrap(mark, text string) []string {
	const width = 110
	var lines []string
	line := mark
	for i, word := range strings.Fields(text) {
		if i > 0 && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = strings.Repeat(" ", len(mark)) + word
			continue
		}
		if i > 0 {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// timeline writes what happens: the deployments that were under way, or that are likely to come; else a new deployment of
// what runs, of the first service, and of the others as comments.
func (im *importer) timeline(w *writer) {
	known := slices.ContainsFunc(im.services, func(s *service) bool { return s.next != "" })
	w.WriteString("\n")
	w.comment("What happens, and when: edit this.")
	for _, call := range im.away {
		w.WriteString("[[timeline]]\nat = \"0s\"\n" + call + "\n\n")
	}
	for i, s := range im.services {
		if known && s.next == "" {
			continue
		}
		update := &table{}
		update.set("service", s.name)
		if s.next != "" {
			update.set("taskDefinition", s.next)
		}
		if s.next == "" || s.next == s.definition {
			update.replace("taskDefinition", nil)
			update.set("forceNewDeployment", true)
		}
		lines := []string{"[[timeline]]", `at = "1m"`, "updateService = " + inline(update)}
		switch {
		case !known && i > 0:
			w.WriteString("\n")
			w.comment(lines...)
		default:
			if i > 0 {
				w.WriteString("\n")
			}
			w.WriteString(strings.Join(lines, "\n") + "\n")
		}
	}
	if known {
		return
	}
	s := im.services[0]
	w.WriteString("\n")
	w.comment("To deploy another revision of "+s.definition+", add it, with what is different, and name it in the update above, as in",
		fmt.Sprintf("taskDefinition = %s, instead of forceNewDeployment:", quoted(familyOf(s.definition))), "",
		"  [[taskDefinitions]]", "  basedOn = "+quoted(s.definition))
}

func familyOf(name string) string {
	family, _ := splitDefinition(name)
	return family
}
