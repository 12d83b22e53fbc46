package scenarios

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Gather reads the texts that a scenario extends. folder is that of the scenario's file, of which nothing outside is read,
// if folder sees to symbolic links as os.Root does; name and text are as Source has them. The error is Faults: what
// extends names can't be had. What else is wrong with the texts is for Cases to say.
func Gather(folder fs.FS, name string, text []byte) (Source, error) {
	from := Source{Name: name, Text: text}
	faults := &collector{}
	at, called, total := "", from.title(), len(text)
	chain := []string{called}
	for total <= maxBytes {
		n := extendsOf(newSource(called, withoutMark(text)))
		if n == nil {
			break
		}
		base, ok := resolve(n, at, faults)
		if !ok {
			break
		}
		text, ok = read(folder, base, n, faults)
		if !ok {
			break
		}
		at, called, total = base, from.called(base), total+len(text)
		chain = append(chain, called)
		next := Base{base, text}
		if from.isSame(next) || slices.ContainsFunc(from.Bases, func(b Base) bool { return b.Path == base }) {
			faults.at(n, Conflict, "the scenario extends itself: "+strings.Join(chain, " → "), "")
			break
		}
		if len(from.Bases) == maxBases {
			faults.at(n, TooLarge, tooManyBases(), "")
			break
		}
		from.Bases = append(from.Bases, next)
	}
	if len(faults.list) > 0 {
		return Source{}, faults.sorted()
	}
	return from, nil
}

// extendsOf is what a text says that it extends; nil: nothing, or it can't be read.
func extendsOf(in *source) *node {
	if found, err := scan(in.text, 0); err != nil || found.root.fields["extends"] == nil {
		return nil // without the longer way of decoding it
	}
	root := decode(in, &collector{})
	if root == nil {
		return nil
	}
	return root.get("extends")
}

func tooManyBases() string {
	return fmt.Sprintf("a scenario extends at most %d others, one through another", maxBases)
}

// read reads the file that extends names, and no more of it than a scenario may have.
func read(folder fs.FS, name string, n *node, faults *collector) (text []byte, ok bool) {
	info, err := fs.Stat(folder, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		faults.at(n, Dangling, fmt.Sprintf("there is no file %s in the folder of the scenario", quote(name)), likely(folder, name))
		return nil, false
	case err == nil && !info.Mode().IsRegular():
		faults.at(n, Dangling, quote(name)+" isn't a file with a text", "")
		return nil, false
	case err == nil:
		text, err = readAll(folder, name)
	}
	if err != nil {
		message := err.Error()
		if at, isPath := errors.AsType[*fs.PathError](err); isPath {
			message = at.Err.Error()
		}
		hint := ""
		if strings.Contains(message, "escapes") { // as os.Root says of a link
			hint = whereBases
		}
		faults.at(n, Dangling, fmt.Sprintf("can't read %s: %s", quote(name), message), hint)
	}
	return text, err == nil
}

func readAll(folder fs.FS, name string) ([]byte, error) {
	file, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // nothing is lost when a file that was only read fails to close
	return io.ReadAll(io.LimitReader(file, maxBytes+1))
}

// likely is the hint for a file that doesn't exist: the nearest name in its folder.
func likely(folder fs.FS, name string) string {
	entries, err := fs.ReadDir(folder, path.Dir(name))
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if best, ok := nearest(path.Base(name), names); ok {
		return fmt.Sprintf("did you mean %s?", quote(path.Join(path.Dir(name), best)))
	}
	return ""
}
