// Command gallery draws the pictures of scenarios into a folder, with an index page. Make gallery draws those of all shipped
// ones into this folder. The pictures in it that README.md shows are committed; everything else is left to who wants it.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/plot"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

// run draws the scenarios that args name, or all of the folder scenarios.
func run(ctx context.Context, args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("gallery", flag.ContinueOnError)
	flags.SetOutput(stderr)
	out := flags.String("out", "reports/gallery", "`folder` for the pictures")
	shown := flags.Bool("shown", false, "also draw the pictures that README.md shows")
	if err := flags.Parse(args); err != nil {
		return err
	}
	files, list := flags.Args(), ""
	if len(files) == 0 {
		var err error
		if files, list, err = shipped(); err != nil {
			return err
		}
	}
	if len(files) == 0 {
		return errors.New("there are no scenarios here: run it in the folder of the repository, or name some")
	}
	var exhibits []exhibit
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		e, err := show(ctx, file, *out, *shown)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		exhibits = append(exhibits, e)
	}
	var page bytes.Buffer
	if err := writeIndex(&page, grouped(exhibits, list)); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(*out, "index.html"), page.Bytes(), 0o644); err != nil {
		return err
	}
	_, err := fmt.Fprintf(stderr, "%d scenarios are in %s\n", len(exhibits), filepath.Join(*out, "index.html"))
	return err
}

// shipped returns the shipped scenarios and the text that lists them.
func shipped() (files []string, list string, err error) {
	files, err = filepath.Glob("scenarios/*.toml")
	if err != nil || len(files) == 0 {
		return nil, "", err
	}
	text, err := os.ReadFile("scenarios/README.md")
	return files, string(text), err
}

// exhibit is one scenario as the index shows it.
type exhibit struct {
	Name, About, Verdict string
	Pictures             []picture
	Page                 string // its HTML report, if there is one in its folder
}

// picture is one picture of a scenario, as a link from the index.
type picture struct {
	File, Alt string
	figure    reports.Figure
}

// show plays one scenario and draws its pictures into a folder of its name.
func show(ctx context.Context, file, out string, shown bool) (exhibit, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return exhibit{}, err
	}
	name := strings.TrimSuffix(filepath.Base(file), ".toml")
	sc, refused, err := scenarios.Read(file, source)
	if err != nil && len(refused) == 0 {
		return exhibit{}, err
	}
	result, tracks := reports.NewRun(sc, sc.Seed), reports.NewTracks(sc)
	if err := ecs.Run(ctx, sc, sc.Seed, sim.Recorders{result, tracks}); err != nil {
		return exhibit{}, err
	}
	e := exhibit{Name: sc.Name, About: sc.Description, Verdict: result.Verdict()}
	folder := filepath.Join(out, name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return exhibit{}, err
	}
	for _, p := range pictures(result, tracks) {
		if err := draw(filepath.Join(folder, p.File), p.figure); err != nil {
			return exhibit{}, err
		}
		if to := inReadme()[name+"/"+p.File]; shown && to != "" {
			if err := draw(filepath.Join(out, to), p.figure); err != nil {
				return exhibit{}, err
			}
		}
		p.File = name + "/" + p.File
		e.Pictures = append(e.Pictures, p)
	}
	if _, err := os.Stat(filepath.Join(folder, "report.html")); err == nil {
		e.Page = name + "/report.html"
	}
	return e, nil
}

// inReadme are the names under which README.md shows pictures.
func inReadme() map[string]string {
	return map[string]string{
		"rolling-basic/counts.png":    "rolling-basic.png",
		"zone-outage/zones.png":       "zone-outage-zones.png",
		"fleet-replacement/tasks.png": "fleet-replacement-tasks.png",
	}
}

// pictures are those of a run: of each service its counts and zones, then those of the cluster.
func pictures(result *reports.Run, tracks *reports.Tracks) []picture {
	var list []picture
	for i := range result.Scenario.Services {
		id := sim.ServiceID(i)
		suffix, of := "", result.Names().Service(id)
		if i > 0 {
			suffix = fmt.Sprintf("-%d", i+1)
		}
		list = append(list,
			picture{"counts" + suffix + ".png", "tasks of " + of + " over time", result.CountsFigure(id)},
			picture{"zones" + suffix + ".png", "tasks of " + of + " by zone", result.ZonesFigure(id, tracks)})
	}
	return append(list,
		picture{"reserved.png", "what is reserved of the container instances", result.ReservedFigure(tracks)},
		picture{"tasks.png", "each task on its container instance", result.TasksFigure(tracks)})
}

func draw(path string, figure reports.Figure) error {
	var file bytes.Buffer
	if err := plot.WritePNG(&file, figure, plot.Options{}); err != nil {
		return err
	}
	return os.WriteFile(path, file.Bytes(), 0o644)
}
