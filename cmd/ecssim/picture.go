package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/plot"
	"github.com/ecssim/ecssim/sim"
)

// pictureOptions are the flags that say which pictures a command writes.
type pictureOptions struct {
	kinds   pictureKinds
	formats pictureFormats
	dark    bool
}

// pictureKind is what a picture shows, and the name of its file.
type pictureKind string

const (
	countsPicture   pictureKind = "counts"
	zonesPicture    pictureKind = "zones"
	reservedPicture pictureKind = "reserved"
	tasksPicture    pictureKind = "tasks"
)

func allPictures() []pictureKind {
	return []pictureKind{countsPicture, zonesPicture, reservedPicture, tasksPicture}
}

// isOfCluster says whether there is one such picture for all services together.
func (k pictureKind) isOfCluster() bool { return k == reservedPicture || k == tasksPicture }

// pictureKinds is the flag --pictures.
type pictureKinds []pictureKind

// Set reads a list of kinds.
func (k *pictureKinds) Set(text string) error {
	switch text {
	case "all":
		*k = allPictures()
		return nil
	case "none":
		*k = pictureKinds{}
		return nil
	}
	var kinds pictureKinds
	for name := range strings.SplitSeq(text, ",") {
		kind := pictureKind(strings.TrimSpace(name))
		if !slices.Contains(allPictures(), kind) {
			return fmt.Errorf("%q is none of counts, zones, reserved, tasks, all, none", name)
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	*k = kinds
	return nil
}

// String is the list as Set reads it.
func (k *pictureKinds) String() string {
	if len(*k) == 0 {
		return "none"
	}
	return join(*k, ",")
}

// Type is what help calls the value.
func (k *pictureKinds) Type() string { return "list" }

// pictureFormats is the flag --picture-format.
type pictureFormats []plot.Format

// Set reads a list of formats.
func (f *pictureFormats) Set(text string) error {
	var formats pictureFormats
	for name := range strings.SplitSeq(text, ",") {
		format := plot.Format(strings.TrimSpace(name))
		if !slices.Contains(plot.Formats(), format) {
			return fmt.Errorf("%q is none of png, svg, pdf", name)
		}
		if !slices.Contains(formats, format) {
			formats = append(formats, format)
		}
	}
	*f = formats
	return nil
}

// String is the list as Set reads it.
func (f *pictureFormats) String() string { return join(*f, ",") }

// Type is what help calls the value.
func (f *pictureFormats) Type() string { return "list" }

func join[S ~string](list []S, with string) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = string(s)
	}
	return strings.Join(words, with)
}

// newPictureOptions are what a command without flags writes: the counts, as PNG.
func newPictureOptions() pictureOptions {
	return pictureOptions{kinds: pictureKinds{countsPicture}, formats: pictureFormats{plot.PNG}}
}

// add adds the flags to a command's.
func (o *pictureOptions) add(flags *pflag.FlagSet) {
	flags.Var(&o.kinds, "pictures", "which pictures to draw: counts, zones, reserved, tasks, separated by commas, or all, or none")
	flags.Var(&o.formats, "picture-format", "formats of the pictures: png, svg, pdf, separated by commas")
	flags.BoolVar(&o.dark, "dark", false, "draw the pictures light on dark")
}

// write draws the pictures of a run into a folder. It stops when ctx is done.
func (o *pictureOptions) write(ctx context.Context, folder *folder, result *reports.Run, tracks *reports.Tracks) error {
	for _, p := range o.list(result.Scenario.Services) {
		if err := ctx.Err(); err != nil {
			return err
		}
		figure := p.figure(result, tracks)
		for _, format := range o.formats {
			err := folder.write(p.name+"."+string(format), func(w io.Writer) error {
				return plot.Write(w, format, figure, plot.Options{Dark: o.dark})
			})
			if err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// picture is one picture of a run.
type picture struct {
	name    string // of its file, without the format
	kind    pictureKind
	service sim.ServiceID // if it is about one
}

func (p *picture) figure(result *reports.Run, tracks *reports.Tracks) reports.Figure {
	switch p.kind {
	case zonesPicture:
		return result.ZonesFigure(p.service, tracks)
	case reservedPicture:
		return result.ReservedFigure(tracks)
	case tasksPicture:
		return result.TasksFigure(tracks)
	case countsPicture:
	}
	return result.CountsFigure(p.service)
}

// longestName is how much of a service's name goes into the name of a file at most: ECS allows 255 characters, and that
// is all that file systems allow, too.
const longestName = 80

// list is the pictures of a run with these services. Of each kind that is about one service there is KIND for the first,
// so that there always is one, and when there are several a KIND-SERVICE of each.
func (o *pictureOptions) list(services []sim.Service) []picture {
	if len(services) == 0 {
		return nil
	}
	var list []picture
	for _, kind := range o.kinds {
		list = append(list, picture{name: string(kind), kind: kind})
		if len(services) == 1 || kind.isOfCluster() {
			continue
		}
		for i, name := range fileNames(services) {
			list = append(list, picture{name: string(kind) + "-" + name, kind: kind, service: sim.ServiceID(i)})
		}
	}
	return list
}

// fileNames are the names of services as parts of names of files. A long name is cut and gets a hash of the whole. Some
// file systems take Web for web, so where a name differs only by case from an earlier one, it gets a number.
func fileNames(services []sim.Service) []string {
	var names []string
	taken := make(map[string]bool)
	for i := range services {
		base := services[i].Name
		if len(base) > longestName {
			sum := sha256.Sum256([]byte(base))
			base = fmt.Sprintf("%s-%x", base[:longestName], sum[:4])
		}
		name := base
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		taken[strings.ToLower(name)] = true
		names = append(names, name)
	}
	return names
}

// summary names the files for people: "counts.png, counts-*.png, zones.png". Each of the names ends with a comma and a blank.
func (o *pictureOptions) summary(services int) string {
	var b strings.Builder
	for _, kind := range o.kinds {
		for _, format := range o.formats {
			fmt.Fprintf(&b, "%s.%s, ", kind, format)
			if services > 1 && !kind.isOfCluster() {
				fmt.Fprintf(&b, "%s-*.%s, ", kind, format)
			}
		}
	}
	if services == 0 {
		return ""
	}
	return b.String()
}

// isPicture says whether a file of a result may have this name because pictures have such names.
func isPicture(name string) bool {
	base, isOne := name, false
	for _, format := range plot.Formats() {
		if cut, ok := strings.CutSuffix(name, "."+string(format)); ok {
			base, isOne = cut, true
		}
	}
	for _, kind := range allPictures() {
		more, err := filepath.Match(string(kind)+"-*", base)
		if isOne && (base == string(kind) || more && err == nil && !kind.isOfCluster()) {
			return true
		}
	}
	return false
}
