package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version of ecssim, its commit, and the Go tool chain that built it",
		Long: `Version prints the version of ecssim, the commit that it was built from, with a + if the tree had other changes, and the
Go tool chain that built it. A build from a work tree has the version (devel), or one that Go makes of its commit.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			info, _ := debug.ReadBuildInfo()
			return printVersion(cmd.OutOrStdout(), buildOf(info), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

// build is what the Go tool chain recorded of the program.
type build struct {
	Version    string `json:"version"`              // of the module: "v1.2.3"; "(devel)" for a build from a work tree
	Commit     string `json:"commit,omitempty"`     // in full; empty where the build didn't know it
	CommitTime string `json:"commitTime,omitempty"` // RFC 3339
	Modified   bool   `json:"modified"`             // the work tree had changes that weren't committed
	Go         string `json:"go"`                   // "go1.26.0"
	Platform   string `json:"platform"`             // "linux/amd64"
}

// buildOf takes what there is to know from a program's build information, which may be nil.
func buildOf(info *debug.BuildInfo) build {
	b := build{Version: "(devel)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info == nil {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	b.Go = info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.CommitTime = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

// String is the build in one line.
func (b *build) String() string {
	commit := "unknown"
	if b.Commit != "" {
		const short = 12
		commit = b.Commit[:min(len(b.Commit), short)]
	}
	if b.Modified {
		commit += "+"
	}
	return fmt.Sprintf("ecssim %s, commit %s, %s, %s", b.Version, commit, b.Go, b.Platform)
}

// versionLine is the build of this program in one line.
func versionLine() string {
	info, _ := debug.ReadBuildInfo()
	b := buildOf(info)
	return b.String()
}

func printVersion(w io.Writer, b build, asJSON bool) error {
	if !asJSON {
		_, err := fmt.Fprintln(w, b.String())
		return err
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(b)
}
