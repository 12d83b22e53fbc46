package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios/layout"
)

// unformattedError says that fmt --check found files that aren't formatted.
type unformattedError struct{ files, of int }

func (e *unformattedError) Error() string {
	return fmt.Sprintf("%d of %d files aren't formatted; ecssim fmt formats them", e.files, e.of)
}

func newFmtCommand() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt FILE...",
		Short: "Format scenarios, or say which ones aren't formatted",
		Long: `Fmt gives the TOML of scenarios its layout: one blank around =, one blank line between tables, no blanks at the ends of
lines. An array with more than 120 characters gets one element a line, and so does one that went over several lines.
Comments, the order of keys, and values stay as they are. Lines end as most of the file's do, in LF or CRLF. The name of each file that changes is printed; "-" formats standard input.

With --check nothing is written: files that aren't formatted are listed, and the exit code is 1 if there are any.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return formatAll(cmd, args, check) },
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing, list the files that aren't formatted, and exit with 1 if there are any")
	return cmd
}

// formatAll is ecssim fmt. It goes on after a file that can't be formatted.
func formatAll(cmd *cobra.Command, paths []string, check bool) error {
	unusable, changed := 0, 0
	for _, path := range paths {
		differs, err := formatOne(cmd, path, check)
		switch {
		case err != nil && (len(paths) == 1 || cmd.Context().Err() != nil):
			return err
		case err != nil:
			unusable++
			complain(cmd.ErrOrStderr(), err, exitUsage)
		case differs:
			changed++
			if path != "-" || check {
				fmt.Fprintln(cmd.OutOrStdout(), reports.Inert(nameOf(path)))
			}
		}
	}
	switch {
	case unusable > 0:
		return fmt.Errorf("%d of %d files can't be formatted", unusable, len(paths))
	case check && changed > 0:
		return &unformattedError{changed, len(paths)}
	}
	return nil
}

// formatOne formats a file, or standard input. It gives whether that is another text than before.
func formatOne(cmd *cobra.Command, path string, check bool) (differs bool, err error) {
	text, err := readSource(path, interruptible(cmd.Context(), cmd.InOrStdin()))
	if err != nil {
		return false, fmt.Errorf("can't read the scenario: %w", err)
	}
	formatted, err := layout.Format(nameOf(path), text)
	if err != nil {
		return false, err
	}
	differs = !bytes.Equal(text, formatted)
	switch {
	case check:
		return differs, nil
	case path == "-":
		_, err := cmd.OutOrStdout().Write(formatted)
		return differs, err
	case !differs:
		return false, nil
	}
	file, err := newWholeFile(path)
	if err != nil {
		return false, err
	}
	defer file.discard()
	err = file.write(func(w io.Writer) error {
		_, err := w.Write(formatted)
		return errors.Join(err, cmd.Context().Err())
	})
	if err != nil {
		return false, err
	}
	return true, file.commit()
}
