// Package ci_test runs what docs/ci has for CI systems, as far as that goes without one.
package ci_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// action is what of action.yml matters here.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Using string
		Steps []step
	}
}

type step struct {
	Name, ID, Uses, Shell, Run, If string

	Env map[string]string
}

func read(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// build builds ecssim into a folder of its own.
func build(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	cmd := exec.Command("go", "build", "-o", folder, "../../cmd/ecssim")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return folder
}

// suite is a folder with two scenarios, one of which doesn't come to what it expects.
func suite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	text, err := os.ReadFile("../../scenarios/worked-100-200-room-8.toml")
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ = bytes.Cut(text, []byte("[[expect]]"))
	for name, expect := range map[string]string{"good": `tasksFailed = 0`, "bad": `duration = "<= 1s"`} {
		path := filepath.Join(dir, "my scenarios", name+".toml")
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		of := bytes.Replace(text, []byte(`name = "worked-100-200-room-8"`), []byte(`name = "`+name+`"`), 1)
		if err := os.WriteFile(path, append(bytes.TrimSpace(of), "\n\n[[expect]]\n"+expect+"\n"...), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestAction does what the composite action does: its script gets the inputs as a runner would give them, one of them code
// that mustn't run.
func TestAction(t *testing.T) {
	var a action
	read(t, "action.yml", &a)
	dir, bin := suite(t), build(t)
	inputs := map[string]string{"paths": "*/good.toml\n*/bad.toml", "args": "--reports none"}
	for name, of := range a.Inputs {
		if _, given := inputs[name]; !given {
			inputs[name] = of.Default
		}
	}
	files := map[string]string{"GITHUB_OUTPUT": filepath.Join(dir, "output"), "GITHUB_STEP_SUMMARY": filepath.Join(dir, "summary.md")}
	ran := 0
	for _, s := range a.Runs.Steps {
		switch {
		case s.Uses != "":
			continue // another action
		case strings.HasPrefix(s.Run, "go install "):
			if !strings.Contains(s.Run, "github.com/ecssim/ecssim/cmd/ecssim@$VERSION") {
				t.Errorf("it installs something else: %s", s.Run)
			}
			continue
		}
		ran++
		out, err := script(t, s, dir, bin, inputs, files)
		if exit := (*exec.ExitError)(nil); err == nil || !asExit(err, &exit) || exit.ExitCode() != 1 {
			t.Fatalf("%v; want exit code 1:\n%s", err, out)
		}
		if want := regexp.MustCompile(`(?m)^::error file=my scenarios/bad\.toml,line=\d+,title=.*::.*duration <= 1s`); !want.MatchString(out) {
			t.Errorf("no annotation like %s:\n%s", want, out)
		}
	}
	if ran != 1 {
		t.Errorf("%d scripts ran", ran)
	}
	for name, want := range map[string]string{
		"output": "junit=out/ecssim/junit.xml\n", "summary.md": "duration", "out/ecssim/junit.xml": "<failure ", "out/ecssim/batch/index.html": "</html>",
	} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v; no %q in it:\n%s", name, err, want, text)
		}
	}
	inputs["paths"], inputs["args"] = `$(touch code)`, `; touch code`
	for _, s := range a.Runs.Steps {
		if s.Run != "" && !strings.HasPrefix(s.Run, "go install ") {
			script(t, s, dir, bin, inputs, files) //nolint:errcheck // it fails
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "code")); err == nil {
		t.Error("an input was run")
	}
}

func asExit(err error, to **exec.ExitError) bool {
	e, ok := err.(*exec.ExitError) //nolint:errorlint // as exec gives it
	*to = e
	return ok
}

// script runs a step's script with the shell that a runner takes for bash.
func script(t *testing.T, s step, dir, bin string, inputs, files map[string]string) (string, error) {
	t.Helper()
	if s.Shell != "bash" || strings.Contains(s.Run, "${{") {
		t.Fatalf("the script of %q: a shell other than bash, or an expression in it", s.Name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.Run)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + dir, "CI=true", "GITHUB_ACTIONS=true"}
	for name, path := range files {
		cmd.Env = append(cmd.Env, name+"="+path)
	}
	expression := regexp.MustCompile(`^\$\{\{ inputs\.(\w+) \}\}$`)
	for name, value := range s.Env {
		m := expression.FindStringSubmatch(value)
		if m == nil {
			t.Fatalf("%s is %s; what would a runner make of it?", name, value)
		}
		if _, known := inputs[m[1]]; !known {
			t.Fatalf("%s: there is no input %s", name, m[1])
		}
		cmd.Env = append(cmd.Env, name+"="+inputs[m[1]])
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestPreCommit runs each hook of the snippet on the files that it is for, as pre-commit does.
func TestPreCommit(t *testing.T) {
	var config struct {
		Repos []struct {
			Hooks []struct {
				ID, Language, Entry, Files string

				PassFilenames          *bool    `yaml:"pass_filenames"`
				AdditionalDependencies []string `yaml:"additional_dependencies"`
			}
		}
	}
	read(t, "pre-commit-config.yaml", &config)
	dir, bin := suite(t), build(t)
	if err := os.Rename(filepath.Join(dir, "my scenarios"), filepath.Join(dir, "scenarios")); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"ecssim-fmt": 0, "ecssim-check": 0, "ecssim-batch": 1}
	for _, repo := range config.Repos {
		for _, hook := range repo.Hooks {
			if len(hook.AdditionalDependencies) != 1 || hook.AdditionalDependencies[0] != "github.com/ecssim/ecssim/cmd/ecssim@latest" {
				t.Errorf("%s installs %v", hook.ID, hook.AdditionalDependencies)
			}
			words := strings.Fields(hook.Entry)
			if hook.PassFilenames == nil {
				files := regexp.MustCompile(hook.Files)
				for _, name := range []string{"scenarios/good.toml", "scenarios/bad.toml", "pyproject.toml", "scenarios/README.md"} {
					if files.MatchString(name) {
						words = append(words, name)
					}
				}
				if len(words) != len(strings.Fields(hook.Entry))+2 {
					t.Errorf("%s is run on %v", hook.ID, words)
				}
			}
			cmd := exec.Command(filepath.Join(bin, words[0]), words[1:]...)
			cmd.Dir = dir
			out, _ := cmd.CombinedOutput()
			code, known := want[hook.ID]
			if delete(want, hook.ID); !known || cmd.ProcessState.ExitCode() != code {
				t.Errorf("%s exits with %d:\n%s", hook.ID, cmd.ProcessState.ExitCode(), out)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("there is no hook for %v", want)
	}
}
