package sim_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const (
	module           = "github.com/ecssim/ecssim"
	maxFunctionLines = 70
	maxFileLines     = 500
)

// TestCoreIsDeterministic holds the three bans that keep a run a function of (scenario, seed) and that no linter has a
// rule for. A package below sim is core unless outsideCore names it.
func TestCoreIsDeterministic(t *testing.T) {
	outsideCore := []string{module + "/sim/metrics", module + "/sim/study"}
	names, err := packages.Load(&packages.Config{Mode: packages.NeedName}, module+"/sim/...")
	if err != nil {
		t.Fatal(err)
	}
	var core []string
	for _, p := range names {
		outside := func(dir string) bool { return p.PkgPath == dir || strings.HasPrefix(p.PkgPath, dir+"/") }
		if !slices.ContainsFunc(outsideCore, outside) {
			core = append(core, p.PkgPath)
		}
	}
	const mode = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedSyntax |
		packages.NeedTypes | packages.NeedTypesInfo
	loaded, err := packages.Load(&packages.Config{Mode: mode}, core...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range loaded {
		if len(p.Errors) > 0 {
			t.Fatalf("%s doesn't compile: %v", p.PkgPath, p.Errors[0])
		}
		for _, fault := range coreFaults(p) {
			t.Error(fault)
		}
	}
}

// coreFaults lists what p may not use as a member of the core, one fault of a kind a line.
func coreFaults(p *packages.Package) []string {
	var faults []string
	add := func(at token.Pos, fault string) {
		pos := p.Fset.Position(at)
		if f := fmt.Sprintf("%s:%d: %s", relative(pos.Filename), pos.Line, fault); !slices.Contains(faults, f) {
			faults = append(faults, f)
		}
	}
	for _, file := range p.Syntax {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				add(n.Pos(), "a goroutine in the core; a run is one goroutine, run many runs from sim/study")
			case *ast.RangeStmt:
				if _, isMap := p.TypesInfo.TypeOf(n.X).Underlying().(*types.Map); isMap {
					add(n.Pos(), "range over a map, whose order differs from run to run; index a slice by a dense id")
				}
			case ast.Expr:
				if isFloat(p.TypesInfo.TypeOf(n)) {
					add(n.Pos(), "floating point in the core; use integers (ms, CPU units, MiB, percent, 1/2^32), "+
						"and convert in the reader or in the reports")
				}
			}
			return true
		})
	}
	return faults
}

// isFloat says whether t, which is nil for what has no type, is a float or complex type or an untyped such constant.
func isFloat(t types.Type) bool {
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsFloat|types.IsComplex) != 0
}

// TestSizes keeps functions on a screen and files short enough to be read whole, in the whole module.
func TestSizes(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != ".." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if !ast.IsGenerated(file) {
			checkSizes(t, fset, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkSizes(t *testing.T, fset *token.FileSet, file *ast.File) {
	t.Helper()
	end := fset.Position(file.FileEnd)
	name := relative(end.Filename)
	if !strings.HasSuffix(name, "_test.go") && end.Line > maxFileLines {
		t.Errorf("%s: %d lines, %d at most; split it by noun", name, end.Line, maxFileLines)
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		first := fset.Position(f.Pos()).Line
		if lines := fset.Position(f.End()).Line - first - 1; lines > maxFunctionLines {
			t.Errorf("%s:%d: %s has %d lines, %d at most; give its steps names of their own", name, first, f.Name.Name,
				lines, maxFunctionLines)
		}
	}
}

// relative is a file's path as seen from the module's root, slashes on every system.
func relative(path string) string {
	root, err := filepath.Abs("..")
	if err != nil {
		return path
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(root, abs); err == nil {
		return filepath.ToSlash(rel)
	}
	return path
}
