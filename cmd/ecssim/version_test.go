package main

import (
	"bytes"
	"runtime/debug"
	"strings"
	"testing"
)

// TestVersion: the version says what was built, from what and by what, as far as the build knows.
func TestVersion(t *testing.T) {
	released := &debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs", Value: "git"},
		{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"},
		{Key: "vcs.time", Value: "2026-11-28T06:00:00Z"},
		{Key: "vcs.modified", Value: "true"},
	}}
	for _, c := range []struct {
		info *debug.BuildInfo
		json bool
		want string
	}{
		{released, false, "ecssim v1.2.3, commit 0123456789ab+, go1.26.0, "},
		{&debug.BuildInfo{GoVersion: "go1.26.0"}, false, "ecssim (devel), commit unknown, go1.26.0, "},
		{nil, false, "ecssim (devel), commit unknown, go1."},
		{released, true, "{\n  \"version\": \"v1.2.3\",\n  \"commit\": \"0123456789abcdef0123456789abcdef01234567\",\n  \"commitTime\": \"2026-11-28T06:00:00Z\",\n  \"modified\": true,\n  \"go\": \"go1.26.0\",\n  \"platform\": \""},
		{nil, true, "{\n  \"version\": \"(devel)\",\n  \"modified\": false,\n  \"go\": \"go1."},
	} {
		var out bytes.Buffer
		if err := printVersion(&out, buildOf(c.info), c.json); err != nil || !strings.HasPrefix(out.String(), c.want) {
			t.Errorf("%v: %s\nwant %s", err, out.String(), c.want)
		}
	}
}
