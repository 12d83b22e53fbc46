package main

import (
	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/scenarios"
)

func newSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of scenarios, for editors",
		Long: `Schema prints the JSON Schema (draft-07) of scenarios. With it an editor completes keys, says what they mean, and underlines
what can't be: in VS Code with Even Better TOML, in Helix and Neovim with taplo. Save it and name it at the top of a scenario,
or in taplo's configuration for all:

  ecssim schema > ecssim.schema.json

  #:schema ./ecssim.schema.json

"ecssim check" says more: it also sees names that refer to nothing, settings that don't go together, and what isn't
simulated yet.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(scenarios.JSONSchema())
			return err
		},
	}
}
