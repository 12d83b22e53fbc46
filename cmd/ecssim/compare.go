package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/plot"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// compareOptions are the flags of ecssim compare.
type compareOptions struct {
	out      string
	seed     seed
	known    bool // the seed is the user's, or the first side's
	cases    []string
	sets     []string
	variants variants
	json     bool
	quiet    bool
	formats  pictureFormats
	dark     bool
}

func newCompareCommand() *cobra.Command {
	o := compareOptions{formats: pictureFormats{plot.PNG}}
	cmd := &cobra.Command{
		Use:   "compare A B... | compare SCENARIO --variant \"NAME: key=value, ...\"...",
		Short: "Say what differs between runs: how long they take, how low healthy falls, every metric",
		Long: `Compare simulates two to four scenarios, or one scenario and variants of it, and holds all others against the first: a
sentence, and a table with every metric of the last deployments, their differences, and where less or more is what
everybody wants, which is better. With --out a folder gets compare.png, the counts of all sides over one axis that begins
with the first call of each, and compare.json; of several services compare.png shows the first, and compare-SERVICE.png
each.

    ecssim compare today.toml proposed.toml
    ecssim compare out/today out/proposed
    ecssim compare web.toml --variant "half: services.web.deploymentConfiguration.minimumHealthyPercent=50"
    ecssim compare web.toml --case "minimum=50" --case "minimum=100"

All sides run under one seed, that of the first scenario unless --seed says another, so that they draw alike wherever
they do alike: what differs comes from the settings and not from luck. A side may also be an earlier run, by its folder,
its records.ndjson ("-": from standard input) or the result.json beside it: it is read, not simulated, and has the seed
that it had.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.known = cmd.Flags().Changed("seed")
			return compare(cmd, args, &o)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.out, "out", "o", "", "`folder` for compare.png and compare.json (default: none)")
	flags.Var(&o.seed, "seed", "seed of all draws on all sides (default: the first scenario's)")
	flags.StringArrayVar(&o.cases, "case", nil, "case of the scenario with a matrix, by its `name` or number; of one scenario it may be repeated, for a side each")
	flags.StringArrayVar(&o.sets, "set", nil, "change a value of every side before reading, `key=value`; may be repeated")
	flags.Var(&o.variants, "variant", "another side: the scenario with values changed, as in \"half: key=value, key=value\"; may be repeated")
	flags.Var(&o.formats, "picture-format", "formats of the picture: png, svg, pdf, separated by commas")
	flags.BoolVar(&o.dark, "dark", false, "draw the picture light on dark")
	flags.BoolVar(&o.json, "json", false, "print compare.json instead of the sentences and the table")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but errors")
	return cmd
}

// compare is ecssim compare.
func compare(cmd *cobra.Command, paths []string, o *compareOptions) error {
	if o.quiet && o.json {
		return errors.New("--quiet prints nothing and --json prints the comparison: give one of them")
	}
	sources, err := o.sources(paths)
	if err != nil {
		return err
	}
	var into *folder
	if cmd.Flags().Changed("out") {
		if into, err = newFolderOf(compareFolder(), o.out); err != nil {
			return err
		}
		defer into.discard()
	}
	var sides []reports.Side
	for i := range sources {
		run, err := o.load(cmd, &sources[i])
		if err != nil {
			return err
		}
		sides = append(sides, reports.Side{Name: sources[i].name, Run: run})
		if !o.known && !run.Unseeded {
			o.seed, o.known = seed(run.Seed), true
		}
	}
	if len(o.cases) > 0 && !slices.ContainsFunc(sources, func(s sideSource) bool { return s.isCase }) {
		return fmt.Errorf("%s has no [matrix], so there is no case %q to choose: leave --case out", nameOf(paths[0]), o.cases[0])
	}
	nameSides(sides, sources)
	c := reports.NewComparison(sides)
	if into != nil {
		if err := o.write(cmd.Context(), into, c); err != nil {
			return err
		}
	}
	if err := printComparison(cmd.OutOrStdout(), c, o); err != nil {
		return &printError{fmt.Errorf("can't print: %w", reason(err))}
	}
	return nil
}

// sideSource is where a side comes from.
type sideSource struct {
	name string
	asked
	isCase bool // the scenario at its path has a matrix
	// What its path turns out to be: a run that was saved, or JSON, of which only records are a side.
	saved, json bool
}

// sources are the sides that the arguments and --variant ask for.
func (o *compareOptions) sources(paths []string) ([]sideSource, error) {
	if len(o.variants) > 0 && len(paths) != 1 {
		return nil, errors.New("--variant varies one scenario: give just one, or leave --variant away")
	}
	if len(o.cases) > 1 && (len(paths) != 1 || len(o.variants) > 0) {
		return nil, errors.New("several times --case is for sides that are cases of one scenario, and nothing else: give it once")
	}
	cases := o.cases
	if len(cases) == 0 {
		cases = []string{""}
	}
	sides := len(paths)*len(cases) + len(o.variants)
	if sides < 2 || sides > reports.MostCompared {
		return nil, fmt.Errorf("compare takes 2 to %d sides, and this is %d: name scenarios, or one and a --variant of it", reports.MostCompared, sides)
	}
	stdin := func(path string) bool { return path == "-" }
	if i := slices.IndexFunc(paths, stdin); i >= 0 && (sides > 1 && len(paths) == 1 || slices.ContainsFunc(paths[i+1:], stdin)) {
		return nil, errors.New("standard input can be read only once: name files")
	}
	var list []sideSource
	for _, path := range paths {
		for _, which := range cases {
			list = append(list, sideSource{asked: asked{path, which, o.sets}})
		}
	}
	for _, v := range o.variants {
		list = append(list, sideSource{name: v.name, asked: asked{paths[0], cases[0], slices.Concat(o.sets, v.sets)}})
	}
	return list, nil
}

// load gives the run of a side: of a scenario by simulating it, of a saved run by reading it.
func (o *compareOptions) load(cmd *cobra.Command, from *sideSource) (*reports.Run, error) {
	stdin := cmd.InOrStdin()
	if from.path == "-" {
		ahead := bufio.NewReader(interruptible(cmd.Context(), stdin))
		begin, _ := ahead.Peek(1) // whoever reads on meets the error
		from.json, stdin = bytes.Equal(begin, []byte("{")), ahead
	} else {
		from.look()
	}
	if from.saved || from.json {
		return o.reread(cmd, from, stdin)
	}
	return o.simulate(cmd, from, stdin)
}

// look finds out what stands at a side's path: the records of a run, the folder that holds them, or its result.json, which
// stands for the folder. A file that begins as no TOML does is JSON, and may be records by another name.
func (s *sideSource) look() {
	info, err := os.Stat(s.path)
	s.saved = filepath.Ext(s.path) == filepath.Ext(recordsFile) || err == nil && info.IsDir()
	if s.saved || err != nil || !info.Mode().IsRegular() {
		return
	}
	file, err := os.Open(s.path)
	if err != nil {
		return
	}
	defer file.Close() //nolint:errcheck // only read
	begin := make([]byte, 1)
	if _, err := file.Read(begin); err != nil || begin[0] != '{' {
		return
	}
	s.json = true
	if folder := filepath.Dir(s.path); filepath.Base(s.path) == resultFile {
		if _, err := os.Stat(filepath.Join(folder, recordsFile)); err == nil {
			s.path, s.saved, s.json = folder, true, false
		}
	}
}

// reread gives the run that a side's records tell of, with its seed if the result.json beside them says it.
func (o *compareOptions) reread(cmd *cobra.Command, from *sideSource, stdin io.Reader) (*reports.Run, error) {
	if len(from.sets) > 0 {
		return nil, fmt.Errorf("%s is a run that is over, so --set and --variant can't change it: name its scenario", from.path)
	}
	records, err := openSaved(cmd.Context(), from.path, stdin)
	if _, ok := errors.AsType[*reports.LineError](err); ok && from.json {
		return nil, fmt.Errorf("%s: that is JSON, and neither a scenario nor the records of a run: name the run's folder or its %s", nameOf(from.path), recordsFile)
	}
	if err != nil {
		return nil, err
	}
	defer records.close() //nolint:errcheck // only read
	records.copy.never = true
	run := reports.NewRun(records.scenario, 0)
	run.Unseeded = true
	if err := records.replay(run); err != nil {
		return nil, err
	}
	earlier, err := records.result()
	if err != nil {
		return nil, err
	}
	if earlier != nil && earlier.IsOf(run) && !earlier.Unseeded {
		run.Seed, run.Unseeded = earlier.Seed, false
	}
	return run, nil
}

// simulate runs the scenario of a side, under the seed of all sides once that is known.
func (o *compareOptions) simulate(cmd *cobra.Command, from *sideSource, stdin io.Reader) (*reports.Run, error) {
	t, err := open(cmd.Context(), from.path, stdin)
	if err != nil {
		return nil, err
	}
	which := from.which
	if from.isCase = t.cases[0].Name != ""; !from.isCase {
		which = "" // which another side has
	}
	l, err := t.load(which, from.sets)
	if err != nil {
		return nil, err
	}
	if len(o.cases) > 1 {
		from.name = l.source.Case
	}
	sc := l.scenario
	if !o.quiet {
		warn(cmd.ErrOrStderr(), from.called(), sc)
		warnOfCalls(cmd.ErrOrStderr(), l.refused)
	}
	under := uint64(o.seed)
	if !o.known {
		under = sc.Seed
	}
	run := reports.NewRun(sc, under)
	if err := ecs.Run(cmd.Context(), sc, under, run); err != nil {
		return nil, fmt.Errorf("%s: %w", from.called(), err)
	}
	return run, nil
}

// called is what messages call a side.
func (s *sideSource) called() string {
	if s.name != "" {
		return nameOf(s.path) + ", " + s.name
	}
	return nameOf(s.path)
}

// nameSides gives sides that have no name of their own that of their scenario, or where several have the same, that of
// their file.
func nameSides(sides []reports.Side, sources []sideSource) {
	for i := range sides {
		if sides[i].Name == "" {
			sides[i].Name = sides[i].Run.Scenario.Name
		}
	}
	taken := func(i int) bool {
		return slices.IndexFunc(sides, func(s reports.Side) bool { return s.Name == sides[i].Name }) != i
	}
	for i := range sides {
		if taken(i) {
			sides[i].Name = nameOf(sources[i].path)
		}
		for base, n := sides[i].Name, 2; taken(i); n++ {
			sides[i].Name = fmt.Sprintf("%s (%d)", base, n)
		}
	}
}

// The files of a comparison: the numbers, and pictures whose names begin as they do.
const (
	compareFile    = "compare.json"
	comparePicture = "compare"
)

// compareFolder is the kind of a comparison.
func compareFolder() folderKind {
	return folderKind{what: "a comparison", mark: compareFile, schema: "ecssim/compare/", isOurs: func(name string) bool {
		base, format, _ := strings.Cut(name, ".")
		return name == compareFile || slices.Contains(plot.Formats(), plot.Format(format)) &&
			(base == comparePicture || strings.HasPrefix(base, comparePicture+"-"))
	}}
}

// write writes the folder of a comparison.
func (o *compareOptions) write(ctx context.Context, into *folder, c *reports.Comparison) error {
	if err := into.write(compareFile, c.WriteJSON); err != nil {
		return err
	}
	for _, p := range comparedPictures(c) {
		if err := ctx.Err(); err != nil {
			return err
		}
		figure := c.Figure(p.service)
		for _, format := range o.formats {
			err := into.write(p.name+"."+string(format), func(w io.Writer) error {
				return plot.Write(w, format, figure, plot.Options{Dark: o.dark})
			})
			if err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return into.commit()
}

// comparedPicture is a picture of a comparison: of one service.
type comparedPicture struct {
	name    string // of its file, without the format
	service int
}

// comparedPictures are that of the first service, and where there are several, one of each besides.
func comparedPictures(c *reports.Comparison) []comparedPicture {
	services := make([]sim.Service, len(c.Services))
	for i := range services {
		services[i].Name = c.Services[i].Name
	}
	if len(services) == 0 {
		return nil
	}
	list := []comparedPicture{{name: comparePicture}}
	for i, name := range fileNames(services) {
		if len(services) > 1 {
			list = append(list, comparedPicture{comparePicture + "-" + name, i})
		}
	}
	return list
}

// printComparison tells the comparison on standard output.
func printComparison(w io.Writer, c *reports.Comparison, o *compareOptions) error {
	switch {
	case o.quiet:
		return nil
	case o.json:
		return c.WriteJSON(w)
	}
	text := strings.Join(c.Sentences(), "\n") + "\n\n"
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	if err := c.WriteTable(w); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "\n%s\n", strings.Join(c.Notes(), "\n")); err != nil {
		return err
	}
	if o.out == "" {
		return nil
	}
	var pictures []string
	for _, format := range o.formats {
		pictures = append(pictures, comparePicture+"."+string(format))
		if len(c.Services) > 1 {
			pictures = append(pictures, comparePicture+"-*."+string(format))
		}
	}
	_, err := fmt.Fprintf(w, "\nThe comparison is in %s%c: %s, %s.\n", reports.Inert(filepath.Clean(o.out)), os.PathSeparator, strings.Join(pictures, ", "), compareFile)
	return err
}
