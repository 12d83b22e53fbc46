package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of ecssim and of the Go tool chain that built it",
		Args:  cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) {
			fmt.Fprintln(cmd.OutOrStdout(), versionLine())
		},
	}
}

// versionLine is the module's version as the Go tool chain recorded it, "(devel)" for a build from a work tree.
func versionLine() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "ecssim (unknown build)"
	}
	version := info.Main.Version
	if version == "" {
		version = "(devel)"
	}
	return fmt.Sprintf("ecssim %s %s", version, info.GoVersion)
}
