package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
)

// TestPictures: every file system can hold the files, and no two services share one.
func TestPictures(t *testing.T) {
	long := strings.Repeat("a", 255)
	for _, c := range []struct {
		services []string
		want     []string
	}{
		{nil, nil},
		{[]string{long}, []string{"counts.png"}},
		{[]string{"web", "api"}, []string{"counts.png", "counts-web.png", "counts-api.png"}},
		{[]string{"web", "Web", "web-2", "WEB"}, []string{
			"counts.png", "counts-web.png", "counts-Web-2.png", "counts-web-2-2.png", "counts-WEB-3.png",
		}},
		{[]string{long, long[:254] + "b", long[:80], long[:80] + "c"}, []string{
			"counts.png", "counts-" + long[:80] + "-b0f3323e.png", "counts-" + long[:80] + "-4e369534.png",
			"counts-" + long[:80] + ".png", "counts-" + long[:80] + "-976d579f.png",
		}},
	} {
		var services []sim.Service
		for _, name := range c.services {
			services = append(services, sim.Service{Name: name})
		}
		var got []string
		o := newPictureOptions()
		for i, p := range o.list(services) {
			file := p.name + ".png"
			got = append(got, file)
			if want := max(0, i-1); int(p.service) != want || !isOurs(file) {
				t.Errorf("%s is about service %d, want %d", file, p.service, want)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Error(diff)
		}
	}
}

// TestPictureFlags: which files the flags ask for, and what they refuse.
func TestPictureFlags(t *testing.T) {
	two := []sim.Service{{Name: "web"}, {Name: "api"}}
	for _, c := range []struct{ kinds, formats, want string }{
		{"counts", "png", "counts counts-web counts-api; png; counts.png, counts-*.png, "},
		{"none", "svg", "; svg; "},
		{"tasks, zones,tasks", "pdf,svg,pdf", "tasks zones zones-web zones-api; pdf,svg; tasks.pdf, tasks.svg, zones.pdf, zones-*.pdf, zones.svg, zones-*.svg, "},
		{"all", "png", "counts counts-web counts-api zones zones-web zones-api reserved tasks; png; counts.png, counts-*.png, zones.png, zones-*.png, reserved.png, tasks.png, "},
	} {
		o := newPictureOptions()
		if err := errors.Join(o.kinds.Set(c.kinds), o.formats.Set(c.formats)); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range o.list(two) {
			names = append(names, p.name)
			for _, format := range o.formats {
				if file := p.name + "." + string(format); !isOurs(file) {
					t.Errorf("%s isn't ours", file)
				}
			}
		}
		if got := strings.Join(names, " ") + "; " + o.formats.String() + "; " + o.summary(len(two)); got != c.want {
			t.Errorf("%s as %s: got %q, want %q", c.kinds, c.formats, got, c.want)
		}
	}
	o := newPictureOptions()
	for _, bad := range []string{"", "count", "counts,", "all,counts"} {
		if o.kinds.Set(bad) == nil || o.formats.Set(bad) == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	for _, name := range []string{"counts", "count.png", "tasks-web.png", "reserved-a.svg", "zones.jpg", "counts-.PNG"} {
		if isOurs(name) {
			t.Errorf("%s is taken for ours", name)
		}
	}
}
