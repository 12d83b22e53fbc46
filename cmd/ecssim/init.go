package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios/starter"
)

// initOptions are the flags of ecssim init.
type initOptions struct {
	list     bool
	question string
	from     []string
	force    bool
}

func newInitCommand() *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a scenario to begin with: a commented one, one for a question, or one made of what AWS says",
		Long: `Init writes a scenario into FILE, or prints it for "-". Without a FILE it is NAME.toml in this folder. A file that is
there is left alone, unless --force says otherwise.

Without flags the scenario is a commented one to put your own numbers in. --list names the questions that shipped
scenarios answer, and --question writes one of them.

--from makes a scenario of saved responses of the AWS command line, in JSON, which are known by what is in them:

  aws ecs describe-services --cluster C --services S > services.json
  aws ecs describe-task-definition --task-definition S > task.json
  aws elbv2 describe-target-groups > groups.json
  aws elbv2 describe-target-group-attributes --target-group-arn A > attributes.json
  aws ecs describe-container-instances --cluster C --container-instances $(aws ecs list-container-instances
      --cluster C --query 'containerInstanceArns[]' --output text) > instances.json
  ecssim init --from services.json,task.json,groups.json,attributes.json,instances.json

The first two are needed. Responses of aws elbv2 describe-load-balancers, elb describe-load-balancers, ec2
describe-instances and describe-subnets, and ecs list-container-instances and describe-capacity-providers help, too. The
attributes of a target group don't say whose they are: where there are several, write --from GROUP=attributes.json. What
the responses don't say is assumed; that, and what ecssim doesn't simulate of them, is said here and in the scenario.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.list, "list", false, "list the questions")
	flags.StringVar(&o.question, "question", "", "the scenario for a question, by its `name`")
	flags.StringSliceVar(&o.from, "from", nil, "make the scenario of saved responses of the AWS command line, `files` with commas between them; may be repeated")
	flags.BoolVar(&o.force, "force", false, "overwrite a file that is there")
	cmd.MarkFlagsMutuallyExclusive("list", "question", "from")
	cmd.MarkFlagsMutuallyExclusive("list", "force")
	return cmd
}

// run is ecssim init.
func (o *initOptions) run(cmd *cobra.Command, args []string) error {
	if o.list {
		if len(args) > 0 {
			return fmt.Errorf("--list prints the questions and writes no %s: give one of them", args[0])
		}
		return listQuestions(cmd.OutOrStdout())
	}
	made, err := o.make(cmd)
	if err != nil {
		return err
	}
	path := made.Name + ".toml"
	if len(args) > 0 {
		path = args[0]
	}
	if path == "-" {
		if _, err := io.WriteString(cmd.OutOrStdout(), made.Text); err != nil {
			return err
		}
	} else if err := o.write(path, made.Text); err != nil {
		return err
	}
	for _, n := range made.Notes {
		what := "assumed"
		if n.Left {
			what = "left out"
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", what, reports.Inert(n.Text))
	}
	if path != "-" {
		fmt.Fprintf(cmd.OutOrStdout(), "Wrote %s; %s simulates it.\n", reports.Inert(path), reports.ShellLine([]string{"ecssim", "run", path}))
	}
	return nil
}

// make makes the scenario that the flags ask for.
func (o *initOptions) make(cmd *cobra.Command) (*starter.Imported, error) {
	switch {
	case cmd.Flags().Changed("question"):
		return o.answer()
	case cmd.Flags().Changed("from"):
		return o.importFiles(cmd)
	}
	return &starter.Imported{Name: "starter", Text: starter.Plain()}, nil
}

// answer finds the scenario for a question.
func (o *initOptions) answer() (*starter.Imported, error) {
	name := strings.TrimSuffix(o.question, ".toml")
	for _, q := range starter.Questions() {
		if q.Name == name {
			return &starter.Imported{Name: q.Name, Text: q.Text}, nil
		}
	}
	return nil, fmt.Errorf("there is no question %q; ecssim init --list lists them", o.question)
}

func listQuestions(w io.Writer) error {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, q := range starter.Questions() {
		fmt.Fprintf(columns, "%s\t%s\n", q.Name, q.Asks)
	}
	return columns.Flush()
}

// importFiles makes a scenario of the responses that --from names.
func (o *initOptions) importFiles(cmd *cobra.Command) (*starter.Imported, error) {
	var documents []starter.Document
	for _, path := range o.from {
		doc := starter.Document{Name: path}
		if group, file, ok := strings.Cut(path, "="); ok {
			if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
				doc.About, path = group, file
			}
		}
		text, err := readResponse(cmd, path)
		if err != nil {
			return nil, fmt.Errorf("can't read the response: %w", err)
		}
		doc.Name, doc.Text = nameOf(path), text
		documents = append(documents, doc)
	}
	made, err := starter.Import(documents)
	if err != nil {
		return nil, err
	}
	return made, cmd.Context().Err()
}

// readResponse reads a file, or standard input, a little further than a response may be long.
func readResponse(cmd *cobra.Command, path string) ([]byte, error) {
	from := interruptible(cmd.Context(), cmd.InOrStdin())
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close() //nolint:errcheck // nothing is lost when a file that was only read fails to close
		from = f
	}
	return io.ReadAll(io.LimitReader(from, starter.MaxBytes+1))
}

// write writes the scenario into a file, whole or not at all.
func (o *initOptions) write(path, text string) error {
	if _, err := os.Lstat(path); err == nil && !o.force {
		return fmt.Errorf("%s is there already; nothing was written (name another file, or give --force)", path)
	}
	file, err := newWholeFile(path)
	if err != nil {
		return err
	}
	defer file.discard()
	if err := file.write(func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
		return err
	}
	return file.commit()
}
