package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// scenarioSuffix is what the names of scenarios end in that a folder or a pattern finds.
const scenarioSuffix = ".toml"

// findScenarios are the files of some paths, in their order and within each sorted; none comes twice.
func findScenarios(paths []string) ([]string, error) {
	var files []string
	seen := make(map[string]bool)
	for _, path := range paths {
		found, err := scenariosOf(path)
		if err != nil {
			return nil, err
		}
		for _, file := range found {
			if id := identity(file); !seen[id] {
				seen[id] = true
				files = append(files, file)
			}
		}
	}
	return files, nil
}

// scenariosOf are the files of one path: of a file itself, of a folder and of a pattern what they have.
func scenariosOf(path string) ([]string, error) {
	if path == "-" {
		return nil, errors.New("a batch reads files and not standard input: name files, folders or patterns")
	}
	info, err := os.Stat(path)
	var files []string
	switch {
	case err == nil && info.Mode().IsRegular():
		return []string{filepath.ToSlash(filepath.Clean(path))}, nil
	case err == nil && info.IsDir():
		files, err = inFolder(path)
	case err == nil:
		return nil, fmt.Errorf("%s is neither a file nor a folder", path)
	case strings.ContainsAny(path, "*?[{"):
		files, err = matching(path)
	default:
		return nil, fmt.Errorf("can't find scenarios in %s: %w", path, reason(err))
	}
	if err != nil {
		return nil, fmt.Errorf("can't look for scenarios in %s: %w", path, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there are no scenarios in %s: none of its files ends in %s, or only in testdata or with a name that begins with _ or a dot, and those are left out", path, scenarioSuffix)
	}
	slices.Sort(files)
	return files, nil
}

// inFolder are the scenarios of a folder and of those in it.
func inFolder(root string) ([]string, error) {
	var files []string
	root = filepath.Clean(root)
	if real, err := filepath.EvalSymlinks(root); err == nil && real != root {
		root += string(filepath.Separator) // WalkDir doesn't follow a link, but for what is behind it
	}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == root:
			return nil
		case isLeftOut(entry.Name()) && entry.IsDir():
			return fs.SkipDir
		case isLeftOut(entry.Name()) || !strings.HasSuffix(path, scenarioSuffix) || !isFile(path):
			return nil
		}
		files = append(files, filepath.ToSlash(filepath.Clean(path)))
		return nil
	})
	return files, err
}

// matching are the scenarios that a pattern names: files only.
func matching(pattern string) ([]string, error) {
	found, err := doublestar.FilepathGlob(pattern, doublestar.WithFilesOnly(), doublestar.WithFailOnIOErrors())
	if err != nil {
		return nil, err
	}
	fixed, _ := doublestar.SplitPattern(filepath.ToSlash(filepath.Clean(pattern)))
	var files []string
	for _, path := range found {
		path = filepath.ToSlash(filepath.Clean(path))
		rest := strings.TrimPrefix(path, fixed+"/")
		if strings.HasSuffix(path, scenarioSuffix) && !slices.ContainsFunc(strings.Split(rest, "/"), isLeftOut) && isFile(path) {
			files = append(files, path)
		}
	}
	return files, nil
}

// isLeftOut says whether a folder or a pattern leaves out what has this name, as the go command does: the bases of scenarios,
// hidden files, and what tests are made with.
func isLeftOut(name string) bool {
	return strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") || name == "testdata"
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// identity is the same for two paths of one file.
func identity(path string) string {
	full, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if real, err := filepath.EvalSymlinks(full); err == nil {
		return real
	}
	return full
}
