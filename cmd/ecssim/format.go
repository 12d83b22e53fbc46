package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// format is the flag --format: what a run prints.
type format string

// The formats: for people, result.json, records.ndjson, counts.csv, and for a page.
const (
	formatText     format = "text"
	formatJSON     format = "json"
	formatNDJSON   format = "ndjson"
	formatCSV      format = "csv"
	formatMarkdown format = "markdown"
)

func formats() []string {
	return []string{string(formatText), string(formatJSON), string(formatNDJSON), string(formatCSV), string(formatMarkdown)}
}

// Set reads a format.
func (f *format) Set(text string) error {
	if !slices.Contains(formats(), text) {
		return fmt.Errorf("only %s are allowed", strings.Join(formats(), ", "))
	}
	*f = format(text)
	return nil
}

// String is the format as Set reads it.
func (f *format) String() string { return string(*f) }

// Type is what help calls the value.
func (f *format) Type() string { return "format" }

// settle takes --json for what it is, another name of --format json, and refuses flags that contradict each other.
func (o *outputFlags) settle(cmd *cobra.Command) error {
	if o.json {
		if cmd.Flags().Changed("format") && o.format != formatJSON {
			return fmt.Errorf("--json prints JSON and --format says %s: give one of them", o.format)
		}
		o.format = formatJSON
	}
	printed := "--format"
	if o.json {
		printed = "--json"
	}
	other := o.format != formatText
	if o.quiet && other {
		return fmt.Errorf("--quiet prints nothing and %s prints the result: give one of them", printed)
	}
	if len(o.describeAt) > 0 && (o.quiet || other) {
		return fmt.Errorf("--describe-at prints the services instead of anything else: leave --quiet and %s away", printed)
	}
	return nil
}

// printFile prints a file of the results. They are committed, so it is whole.
func printFile(w io.Writer, folder, name string) error {
	file, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	_, err = io.Copy(w, file)
	return errors.Join(err, file.Close())
}
