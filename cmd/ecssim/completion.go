package main

import (
	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/scenarios/starter"
)

// addCompletion says how shells complete what follows the commands and their flags. A flag of one name means the same everywhere.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" { // without a shell it would take any other word for one that asks for help
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
			continue
		}
		if cmd.ValidArgsFunction == nil {
			cmd.ValidArgsFunction = argumentsOf(cmd.Name())
		}
		for flag, values := range flagValues() {
			if cmd.Flags().Lookup(flag) == nil {
				continue
			}
			if err := cmd.RegisterFlagCompletionFunc(flag, values); err != nil {
				panic(err) // only of a flag that isn't there, or has one already
			}
		}
	}
}

// argumentsOf is how the arguments of a command are completed: most take scenarios.
func argumentsOf(name string) cobra.CompletionFunc {
	switch name {
	case "version", "schema":
		return cobra.NoFileCompletions
	case "batch", "report": // files and folders
		return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		}
	case "compare": // a saved run as well
		return endingIn("toml", "json", "ndjson")
	}
	return endingIn("toml")
}

// endingIn completes names of files with these endings.
func endingIn(endings ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return endings, cobra.ShellCompDirectiveFilterFileExt
	}
}

// flagValues is how the values of flags are completed, by the flags' names. Any other flag has no values that can be known.
func flagValues() map[string]cobra.CompletionFunc {
	words := func(all ...cobra.Completion) cobra.CompletionFunc {
		return cobra.FixedCompletions(all, cobra.ShellCompDirectiveNoFileComp)
	}
	folders := func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	kinds := []cobra.Completion{"all", "none"}
	for _, kind := range allPictures() {
		kinds = append(kinds, string(kind))
	}
	return map[string]cobra.CompletionFunc{
		"color":          words("auto", "always", "never"),
		"format":         words(formats()...),
		"from":           endingIn("json"),
		"out":            folders,
		"picture-format": words("png", "svg", "pdf"),
		"pictures":       words(kinds...),
		"output":         words("text", "junit=", "github", "markdown", "csv", "ndjson", "json"),
		"question":       questions,
		"reports":        words("all", "failed", "none"),
		"seed":           cobra.NoFileCompletions,
		"set":            cobra.NoFileCompletions,
	}
}

// questions completes the name of a question, with what it asks.
func questions(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var all []cobra.Completion
	for _, q := range starter.Questions() {
		all = append(all, cobra.CompletionWithDesc(q.Name, q.Asks))
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}
