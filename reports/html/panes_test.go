package html_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"

	"github.com/ecssim/ecssim/sim"
)

// TestZones: the counts can be seen by zone, and the zones add up to the service.
func TestZones(t *testing.T) {
	b := open(t, written(t, played(t, shipped(t, "fleet-replacement"))), "light", 1280)
	looks, lines := b.looks(countsCanvas), b.text("#readout")
	b.click(`[data-counts="zone"]`)
	b.drawn()
	if b.looks(countsCanvas) == looks {
		t.Error("by zone the counts look like those of the service")
	}
	if says := b.text("#readout"); says == lines || !strings.Contains(says, "us-east-1b") {
		t.Errorf("by zone the read-out says %q", says)
	}
	if says := b.text("#counts-legend"); !strings.Contains(says, "running, not healthy") {
		t.Errorf("by zone the legend says %q", says)
	}
	sums := eval[[][]string](b, `[".counts", ".zones"].map((table) => {
		const rows = [...document.querySelectorAll("#readout " + table + " tbody tr:not(.name)")].map((r) => [...r.cells].map((c) => Number(c.textContent)));
		const list = table === ".counts" ? rows.slice(-1) : rows;
		return list[0].map((_, i) => String(list.reduce((sum, r) => sum + r[i], 0)));
	})`)
	if !slices.Equal(sums[0], sums[1]) {
		t.Errorf("the zones add up to %v, and the service has %v", sums[1], sums[0])
	}
	b.click(`[data-table="zones"] summary`)
	if says := b.text(`[data-table="zones"] tbody`); !strings.Contains(says, "us-east-1b") {
		t.Errorf("the table of zones says %q", says)
	}
	b.click(`[data-counts="service"]`)
	b.drawn()
	if b.looks(countsCanvas) != looks {
		t.Error("the service's counts don't come back")
	}
	b.isQuiet()
}

// TestHues: the deployments of a service have colours of their own, and the legend lists them all.
func TestHues(t *testing.T) {
	sc := shipped(t, "rolling-basic")
	update := sc.Timeline[0]
	for range 5 {
		update.At += sim.Time(10 * sim.Second)
		update.Update.ForceNewDeployment = true
		sc.Timeline = append(sc.Timeline, update)
	}
	b := open(t, written(t, played(t, sc)), "light", 1280)
	for _, legend := range []string{"#lanes-legend", "#packing-legend"} {
		colours := eval[[]string](b, `[...document.querySelectorAll("`+legend+` .hue .swatch")].map((e) => getComputedStyle(e).backgroundColor)`)
		n := len(colours)
		slices.Sort(colours)
		if distinct := len(slices.Compact(colours)); n < 5 || distinct != n {
			t.Errorf("%s has %d keys in %d colours", legend, n, distinct)
		}
	}
}

// TestMarks: a mark says what it is when the cursor is on it, and when it has the focus.
func TestMarks(t *testing.T) {
	b := open(t, written(t, played(t, shipped(t, "rolling-basic"))), "light", 1280)
	x, y, w, h := b.box("#counts .u-over")
	left := eval[float64](b, `parseFloat(document.querySelector(".mark-button").style.left)`)
	b.mouse(input.DispatchMouseEventParams{Type: "mouseMoved", X: x + left, Y: y + h/2})
	b.drawn()
	if says := b.text("#tip"); !strings.Contains(says, "1:00") || eval[bool](b, `document.querySelector("#tip").hidden`) {
		t.Errorf("on the mark the tooltip says %q", says)
	}
	b.mouse(input.DispatchMouseEventParams{Type: "mouseMoved", X: x + w*0.5, Y: y - 60})
	b.drawn()
	if eval[bool](b, `!document.querySelector("#tip").hidden`) {
		t.Error("away from the mark the tooltip is still there")
	}
	b.focus(".mark-button")
	b.drawn()
	if label := eval[string](b, `document.querySelector(".mark-button").ariaLabel`); eval[bool](b, `document.querySelector("#tip").hidden`) || !strings.HasPrefix(label, "1:00 ") {
		t.Errorf("with the focus on a mark, %q, there is no tooltip", label)
	}
}

// TestTouch: a finger pans the panes, and a tap chooses the moment; messages can be read without scrolling sideways.
func TestTouch(t *testing.T) {
	b := open(t, written(t, played(t, shipped(t, "rolling-basic"))), "light", 420)
	if wide := eval[[]float64](b, `(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(document.querySelector("#event-table .scroll"))`); wide[0] > wide[1] {
		t.Errorf("the events are %v pixels wide, and have %v", wide[0], wide[1])
	}
	b.click("#zoom-in")
	for _, pane := range []string{"#lanes", "#counts .u-over"} {
		x, y, w, h := b.box(pane)
		touch := func(kind input.DispatchTouchEventType, at ...float64) {
			p := input.DispatchTouchEventParams{Type: kind, TouchPoints: []*input.TouchPoint{}}
			for _, share := range at {
				p.TouchPoints = append(p.TouchPoints, &input.TouchPoint{X: x + share*w, Y: y + min(h/2, 40)})
			}
			call(b, input.DispatchTouchEvent, p)
		}
		before := b.text("#window")
		touch("touchStart", 0.7)
		for _, share := range []float64{0.65, 0.6, 0.5, 0.4} {
			touch("touchMove", share)
		}
		touch("touchEnd")
		b.drawn()
		if now := b.text("#window"); now == before {
			t.Errorf("%s: a finger leaves the window at %s", pane, now)
		}
	}
}

// TestFargateWords: where there are no container instances, the page doesn't speak of any.
func TestFargateWords(t *testing.T) {
	sc := parsed(t, "far", `
schemaVersion = 1
duration = "2h"
[fargate]
availabilityZones = ["us-east-1a", "us-east-1b"]
[[taskDefinitions]]
family = "app"
networkMode = "awsvpc"
cpu = "256"
memory = "512"
[[taskDefinitions.containerDefinitions]]
name = "app"
[[taskDefinitions]]
basedOn = "app:1"
[[services]]
serviceName = "app"
taskDefinition = "app:1"
launchType = "FARGATE"
desiredCount = 4
[[timeline]]
at = "1m"
updateService = { service = "app", taskDefinition = "app:2" }
`)
	b := open(t, written(t, played(t, sc)), "light", 1280)
	eval[bool](b, `(document.querySelectorAll("details").forEach((d) => { d.open = true; }), true)`)
	b.drawn()
	text := eval[string](b, `document.querySelector("#reproduce .facts").textContent + document.querySelector("#packing").textContent + document.querySelector("#tables").textContent`)
	for _, bad := range []string{"fargate-1", "ACTIVEno", "Container instances"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page says %q", bad)
		}
	}
	if !strings.Contains(text, "Fargate, us-east-1b") || !strings.Contains(text, "a host of its own") {
		t.Error("the page doesn't say that tasks are on Fargate")
	}
}

// TestClock: in a run of an hour or more all instants have hours.
func TestClock(t *testing.T) {
	sc := shipped(t, "rolling-basic")
	sc.TaskDefinitions[1].Faults = sim.Faults{NeverStarts: true}
	sc.Services[0].Breaker.Enable = false
	sc.Duration = 2 * sim.Hour
	b := open(t, written(t, played(t, sc)), "light", 1280)
	b.click(`[data-table="bounds"] summary`)
	for _, selector := range []string{"#window", "#moment-text", "#readout .at", "#event-table .time", `[data-table="bounds"] .time`} {
		if says := b.text(selector); len(strings.Split(strings.Fields(says)[0], ":")) != 3 {
			t.Errorf("%s says %s", selector, strconv.Quote(says))
		}
	}
}

// TestBands: where there are more changes than pixels, counts are bands and not solid ink.
func TestBands(t *testing.T) {
	sc := shipped(t, "rolling-basic")
	crash := sim.Constant(2 * sim.Second)
	sc.TaskDefinitions[1].Faults = sim.Faults{CrashAfter: &crash}
	sc.Services[0].Breaker.Enable = false
	sc.Duration = 24 * sim.Hour
	b := open(t, written(t, played(t, sc)), "light", 1280)
	share := eval[float64](b, `(() => {
		const canvas = document.querySelector("#counts canvas");
		const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
		const hex = getComputedStyle(document.documentElement).getPropertyValue("--pending-line").trim();
		const want = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
		let solid = 0;
		for (let i = 0; i < data.length; i += 4) {
			solid += want.every((v, k) => data[i + k] === v) ? 1 : 0;
		}
		return solid / (data.length / 4);
	})()`)
	if share == 0 || share > 0.05 {
		t.Errorf("the line of pending tasks covers %.3f of the pane, want a little", share)
	}
}
