package html_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/ecssim/ecssim/reports"
)

// TestZoom: the time line is zoomed by drag, wheel, keys and buttons, panned, and brought back, both panes in step.
func TestZoom(t *testing.T) {
	b := open(t, written(t, played(t, shipped(t, "rolling-basic"))), "light", 1280)
	first := b.text("#window")
	over := func(selector string) {
		b.changes("drag over "+selector, func() {
			x, y, w, h := b.box(selector)
			b.do(chromedp.DragAndDropXY(x+0.4*w, y+0.5*h, x+0.6*w, y+0.5*h))
		})
		b.changes("double-click on "+selector, func() {
			x, y, w, h := b.box(selector)
			for n := range int64(2) {
				for _, kind := range []input.DispatchMouseEventType{"mousePressed", "mouseReleased"} {
					b.mouse(input.DispatchMouseEventParams{Type: kind, X: x + w/2, Y: y + h/2, Button: "left", ClickCount: n + 1})
				}
			}
		})
		if now := b.text("#window"); now != first {
			t.Errorf("after a double-click the window is %s, want %s", now, first)
		}
	}
	over("#counts .u-over")
	over("#lanes")
	wheel := func(dx, dy float64, modifiers int64) func() {
		return func() {
			x, y, w, h := b.box("#counts .u-over")
			b.mouse(input.DispatchMouseEventParams{
				Type: "mouseWheel", X: x + w/3, Y: y + h/2, DeltaX: dx, DeltaY: dy, Modifiers: modifiers,
			})
		}
	}
	// The protocol wants both ways, and the client leaves a 0 out.
	b.changes("wheel", wheel(0.001, -100, 0)) // the time line has the focus since it was dragged
	b.changes("wheel with Ctrl", wheel(0.001, -100, 2))
	b.changes("wheel sideways", wheel(100, 0.001, 0))
	b.focus("#panes")
	for name, key := range map[string]string{"right": kb.ArrowRight, "left": kb.ArrowLeft, "up": kb.ArrowUp, "down": kb.ArrowDown, "plus": "+", "minus": "-"} {
		b.changes(name, func() { b.keys(key) })
	}
	b.changes("zero", func() { b.keys("0") })
	b.changes("button", func() { b.click("#zoom-in") })
	b.changes("home", func() { b.focus("#panes"); b.keys(kb.Home) })
	b.changes("whole run", func() { b.click("#zoom-all") })
	b.changes("reset", func() { b.click("#zoom-reset") })
	if now := b.text("#window"); now != first {
		t.Errorf("in the end the window is %s, want %s", now, first)
	}
	b.isQuiet()
}

// TestAligned: an instant is at the same place in both panes.
func TestAligned(t *testing.T) {
	for _, width := range []int64{1920, 1280, 420} {
		b := open(t, written(t, played(t, shipped(t, "fleet-replacement"))), "light", width)
		lines := eval[[]float64](b, `[...document.querySelectorAll(".moment-line")].map((e) => e.getBoundingClientRect().left)`)
		if len(lines) != 2 || lines[0]-lines[1] > 0.6 || lines[1]-lines[0] > 0.6 {
			t.Errorf("at a width of %d the moment is at %v", width, lines)
		}
		if wide := eval[float64](b, "document.documentElement.scrollWidth"); wide > float64(width) {
			t.Errorf("at a width of %d the page is %v wide", width, wide)
		}
	}
}

// TestCursor: what the cursor points at is said beside the time line, with the pass at the time, and a task in a tooltip.
func TestCursor(t *testing.T) {
	b := open(t, written(t, played(t, shipped(t, "rolling-basic"))), "light", 1280)
	before := b.text("#readout")
	x, y, w, _ := b.box("#lanes")
	b.mouse(input.DispatchMouseEventParams{Type: "mouseMoved", X: x + 0.75*w, Y: y + 12})
	b.drawn()
	if after := b.text("#readout"); after == before || !strings.Contains(after, "under the cursor") || !strings.Contains(after, "Pass at 1:54.019") {
		t.Errorf("the read-out says %q", after)
	}
	for _, want := range []string{"web:1, task", "DEACTIVATING", "Scaling activity initiated by", "us-east-1a", "Replaced by"} {
		if tip := b.text("#tip"); !strings.Contains(tip, want) {
			t.Errorf("the tooltip lacks %q: %q", want, tip)
		}
	}
	b.mouse(input.DispatchMouseEventParams{Type: "mouseMoved", X: 5, Y: 5})
	b.drawn()
	if after := b.text("#readout"); after != before {
		t.Errorf("without the cursor the read-out says %q, want %q", after, before)
	}
}

// TestFilters: the event log is filtered by text and by kind.
func TestFilters(t *testing.T) {
	in := played(t, shipped(t, "rolling-basic"))
	b := open(t, written(t, in), "light", 1280)
	rows := func() string {
		return eval[string](b, `[...document.querySelectorAll("#event-table tbody tr")].map((r) => r.textContent).join("\n")`)
	}
	all := rows()
	if n := strings.Count(all, "\n") + 1; n != len(in.Run.Events.List) {
		t.Errorf("%d events are shown, want %d", n, len(in.Run.Events.List))
	}
	for _, e := range in.Run.Events.List {
		if !strings.Contains(all, e.Message) {
			t.Errorf("the log lacks %q", e.Message)
		}
	}
	b.focus("#event-filter")
	b.keys("STEADY state")
	if got := rows(); !strings.Contains(got, "has reached a steady state") || strings.Contains(got, "has started") {
		t.Errorf("the log filtered by a text has %q", got)
	}
	b.keys("zzz")
	if got := rows(); got != "No event has this text and kind." {
		t.Errorf("a filter that nothing passes leaves %q", got)
	}
	eval[bool](b, `(() => {
		const [text, kind] = [document.querySelector("#event-filter"), document.querySelector("#event-kind")];
		text.value = "";
		kind.value = [...kind.options].find((o) => o.textContent.startsWith("started (")).value;
		kind.dispatchEvent(new Event("input"));
		return true;
	})()`)
	if got := rows(); !strings.Contains(got, "has started") || strings.Contains(got, "steady") {
		t.Errorf("the log filtered by a kind has %q", got)
	}
}

// TestPacking: the slider and the buttons move the moment, the measure can be changed, and a table says what the boxes show.
func TestPacking(t *testing.T) {
	b := open(t, written(t, played(t, shipped(t, "fleet-replacement"))), "light", 1280)
	b.click(`[data-table="packing"] summary`)
	table := `[data-table="packing"] tbody`
	differs := func(what string, do func()) {
		t.Helper()
		looks, says, readout := b.looks(packingCanvas), b.text(table), b.text("#readout")
		do()
		b.drawn()
		if b.looks(packingCanvas) == looks || b.text(table) == says || b.text("#readout") == readout {
			t.Errorf("%s: the packing, its table or the read-out stays as it is", what)
		}
	}
	differs("home on the slider", func() { b.focus("#moment"); b.keys(kb.Home) })
	if says := b.text(table); !strings.Contains(says, "host-1us-east-1aACTIVE1,0241,0242,048") || !strings.Contains(says, "not there yet") {
		t.Errorf("at the beginning the table says %q", says)
	}
	differs("end on the slider", func() { b.keys(kb.End) })
	if says := b.text(table); !strings.Contains(says, "host-1us-east-1aINACTIVE00") {
		t.Errorf("in the end the table says %q", says)
	}
	differs("the change before", func() { b.focus("#panes"); b.keys("<<<") })
	before := b.text("#moment-text")
	b.click("#step-on")
	if now := b.text("#moment-text"); now == before {
		t.Errorf("the moment is still %s", now)
	}
	looks := b.looks(packingCanvas)
	b.click(`[data-measure="memory"]`)
	if b.looks(packingCanvas) == looks {
		t.Error("memory looks like CPU")
	}
	b.focus("#moment")
	before = b.text("#moment-text")
	for _, key := range []string{kb.ArrowLeft, kb.PageUp, kb.PageDown} {
		b.keys(key)
		if now := b.text("#moment-text"); now == before {
			t.Errorf("after a key the moment is still %s", now)
		} else {
			before = now
		}
	}
}

// TestThemes: the page follows the system, and the switch overrules it; canvases follow, too.
func TestThemes(t *testing.T) {
	b := open(t, written(t, played(t, shipped(t, "drain-one-instance"))), "light", 1280)
	back := func() string { return eval[string](b, "getComputedStyle(document.body).backgroundColor") }
	light, lanes, counts, packing := back(), b.looks(lanesCanvas), b.looks(countsCanvas), b.looks(packingCanvas)
	b.click(`[data-theme-choice="dark"]`)
	dark := back()
	if dark == light || b.looks(lanesCanvas) == lanes || b.looks(countsCanvas) == counts || b.looks(packingCanvas) == packing {
		t.Error("something stays light in the dark")
	}
	b.click(`[data-theme-choice="auto"]`)
	b.prefer("dark")
	b.drawn()
	if now := back(); now != dark {
		t.Errorf("a dark system gives %s, want %s", now, dark)
	}
	b.click(`[data-theme-choice="light"]`)
	if now := back(); now != light {
		t.Errorf("light in a dark system is %s, want %s", now, light)
	}
	b.isQuiet()
}

// TestLanes: lanes are grouped in three ways, and lines of the counts can be hidden.
func TestLanes(t *testing.T) {
	b := open(t, written(t, played(t, shipped(t, "two-services-one-cluster"))), "light", 1280)
	seen := map[string]string{}
	for _, by := range []string{"zone", "host", "deployment"} {
		b.click(`[data-lanes="` + by + `"]`)
		looks := b.looks(lanesCanvas)
		if other, ok := seen[looks]; ok {
			t.Errorf("lanes by %s look like those by %s", by, other)
		}
		seen[looks] = by
	}
	counts := b.looks(countsCanvas)
	b.click("button.line-healthy")
	if b.looks(countsCanvas) == counts {
		t.Error("the hidden line is still there")
	}
	lanes := b.looks(lanesCanvas)
	eval[bool](b, `(() => {
		const s = document.querySelector("#service");
		s.value = "1";
		s.dispatchEvent(new Event("input"));
		return true;
	})()`)
	b.drawn()
	if b.looks(lanesCanvas) == lanes {
		t.Error("the other service has the same lanes")
	}
	b.isQuiet()
}

// TestNumbers: the page's tables agree with result.json and counts.csv.
func TestNumbers(t *testing.T) {
	for _, name := range []string{"rolling-basic", "broken-image", "two-services-one-cluster", "zone-outage"} {
		in := played(t, shipped(t, name))
		b := open(t, written(t, in), "light", 1280)
		var buf bytes.Buffer
		if err := in.Run.WriteResult(&buf); err != nil {
			t.Fatal(err)
		}
		var result struct {
			Verdict     string
			Deployments []struct{ Metrics map[string]any }
			Services    []struct{ ServiceName string }
		}
		if err := json.Unmarshal(buf.Bytes(), &result); err != nil {
			t.Fatal(err)
		}
		if got := eval[string](b, `[...document.querySelectorAll("p.verdict, .verdict-more li")].map((e) => e.textContent).join(" ")`); got != result.Verdict {
			t.Errorf("%s: the page's verdict is %q, want %q", name, got, result.Verdict)
		}
		got := eval[map[string][]string](b, `(() => {
			const all = {};
			for (const cell of document.querySelectorAll("td[data-metric]")) {
				(all[cell.dataset.metric] ??= []).push(cell.firstChild.value);
			}
			return all;
		})()`)
		for i, d := range result.Deployments {
			for metric, value := range d.Metrics {
				want, err := json.Marshal(value)
				if err != nil {
					t.Fatal(err)
				}
				if list := got[metric]; len(list) != len(result.Deployments) || list[i] != string(want) {
					t.Errorf("%s: %s of deployment %d is %v in the page and %s in result.json", name, metric, i, list, want)
				}
			}
		}
		compareCounts(t, b, name, in.Run)
	}
}

// compareCounts holds the page's counts over time, which it computes from the tasks, against counts.csv.
func compareCounts(t *testing.T, b *tab, name string, run *reports.Run) {
	t.Helper()
	b.click(`[data-table="counts"] summary`)
	b.drawn()
	var rows [][]string
	for {
		rows = append(rows, eval[[][]string](b, `[...document.querySelectorAll('[data-table="counts"] tbody tr')].map((r) => [...r.cells].map((c) => c.textContent))`)...)
		next := `[data-table="counts"] .pager button:nth-of-type(3)`
		if eval[bool](b, fmt.Sprintf(`(() => { const b = document.querySelector(%q); return b.disabled || b.parentElement.hidden; })()`, next)) {
			break
		}
		b.click(next)
	}
	var buf bytes.Buffer
	if err := reports.WriteCounts(&buf, run.Scenario, run.Fold.Samples()); err != nil {
		t.Fatal(err)
	}
	want, err := csv.NewReader(&buf).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last := map[string]string{} // counts by service and revision, of the page
	next := 0
	for _, w := range want[1:] {
		at, err := strconv.ParseFloat(w[0], 64)
		if err != nil {
			t.Fatal(err)
		}
		for ; next < len(rows) && secondsOf(t, rows[next][0]) <= at; next++ {
			r := rows[next]
			last[r[1]+" "+strings.Split(r[2], " (")[0]] = strings.Join(r[3:8], " ")
		}
		got := last[w[1]+" "+w[3]]
		if counts := strings.Join(w[5:10], " "); got != counts && (got != "" || counts != "0 0 0 0 0") {
			t.Errorf("%s: at %s counts.csv has %s of %s, and the page %q", name, w[0], counts, w[3], got)
		}
	}
	if next != len(rows) {
		t.Errorf("%s: counts.csv ends before the page's counts, of which %d are left", name, len(rows)-next)
	}
}

// secondsOf reads h:mm:ss.
func secondsOf(t *testing.T, clock string) float64 {
	t.Helper()
	sum := 0.0
	for part := range strings.SplitSeq(clock, ":") {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil {
			t.Fatal(err)
		}
		sum = sum*60 + n
	}
	return sum
}

// TestHostilePage: a hostile name does nothing and is seen as what it is.
func TestHostilePage(t *testing.T) {
	in := played(t, named(t, hostile))
	b := open(t, written(t, in), "light", 1280)
	for _, name := range []string{"tasks", "hosts", "packing", "passes"} {
		b.click(`[data-table="` + name + `"] summary`)
	}
	x, y, w, _ := b.box("#lanes")
	b.mouse(input.DispatchMouseEventParams{Type: "mouseMoved", X: x + 0.2*w, Y: y + 12})
	b.drawn()
	if n := eval[int](b, "document.scripts.length + 10 * document.images.length"); n != 3 {
		t.Errorf("scripts and images: %d, want three scripts", n)
	}
	for _, selector := range []string{"h1", "#verdict", "#readout", "#tip", `[data-table="tasks"]`, `[data-table="hosts"]`, "#event-table"} {
		if text := b.text(selector); !strings.Contains(text, hostile) {
			t.Errorf("%s doesn't say the name: %q", selector, text[:min(len(text), 300)])
		}
	}
	b.isQuiet()
}

// TestAccessible: axe-core finds nothing, in light and dark, wide and narrow, with everything open.
func TestAccessible(t *testing.T) {
	for _, c := range []struct {
		name, scheme string
		width        int64
	}{
		{"rolling-basic", "light", 1280},
		{"rolling-basic", "dark", 1280},
		{"broken-image", "light", 420},
		{"fleet-replacement", "dark", 1280},
		{"two-services-one-cluster", "light", 1280},
		{"worked-100-200-room-8", "dark", 420},
		{"five-thousand", "light", 1280},
		{"five-thousand", "light", 420},
	} {
		b := open(t, pageOf(t, c.name), c.scheme, c.width)
		eval[bool](b, `(document.querySelectorAll("details").forEach((d) => { d.open = true; }), true)`)
		b.drawn()
		b.isAccessible(fmt.Sprintf("%s, %s, %d pixels", c.name, c.scheme, c.width), c.width)
	}
}

// isAccessible wants axe-core to find nothing on the page, and the page to be no wider than the window.
func (b *tab) isAccessible(what string, width int64) {
	b.Helper()
	axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	if err != nil {
		b.Fatal(err)
	}
	b.do(chromedp.Evaluate[chromedp.Void](string(axe)))
	found := eval[[]string](b, `axe.run({ rules: { "label-content-name-mismatch": { enabled: true } } }).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target + " " + n.failureSummary)))`)
	for _, f := range found {
		b.Errorf("%s: %s", what, f)
	}
	if wide := eval[float64](b, "document.documentElement.scrollWidth"); wide > float64(width) {
		b.Errorf("%s: the page is %v wide", what, wide)
	}
}

// pageOf is the page of a shipped scenario, or of "five-thousand".
func pageOf(t *testing.T, name string) []byte {
	t.Helper()
	if name == "five-thousand" {
		return written(t, played(t, parsed(t, name, five)))
	}
	return written(t, played(t, shipped(t, name)))
}

// TestLargePage: 5,000 tasks are shown, with pages of their table, and how long that takes is told.
func TestLargePage(t *testing.T) {
	in := played(t, parsed(t, "five-thousand", five))
	b := open(t, written(t, in), "light", 1280)
	drawn := eval[float64](b, "performance.getEntriesByName('ecssim drawn')[0].startTime")
	step := eval[float64](b, `(async () => {
		const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
		document.querySelector("#panes").focus();
		await frame();
		const begun = performance.now();
		for (let i = 0; i < 10; i++) {
			document.querySelector("#panes").dispatchEvent(new KeyboardEvent("keydown", { key: i < 5 ? "ArrowUp" : "ArrowDown" }));
			await frame();
		}
		return (performance.now() - begun) / 10;
	})()`)
	t.Logf("first drawn after %.0f ms, a step of the zoom takes %.0f ms", drawn, step)
	b.click(`[data-table="tasks"] summary`)
	if says := b.text(`[data-table="tasks"] .pages`); !strings.Contains(says, "1 to 100 of "+reports.Count(int64(len(in.Tracks.Tasks)))) {
		t.Errorf("the table of tasks has %q", says)
	}
	id := in.Run.Names().Task(0, 7777)
	b.focus(`[data-table="tasks"] input`)
	b.keys(id)
	if says := b.text(`[data-table="tasks"] tbody`); !strings.Contains(says, id) || strings.Count(says, "RUNNING, healthy") > 2 {
		t.Errorf("looking for a task finds %q", says[:min(len(says), 500)])
	}
	b.isQuiet()
}

// TestPrint: the page prints, drawn anew for paper, and is as it was on the screen after that.
func TestPrint(t *testing.T) {
	b := open(t, written(t, played(t, shipped(t, "rolling-basic"))), "dark", 1280)
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF())
	if err != nil {
		t.Fatal(err)
	}
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	b.drawn()
	if theme := eval[string](b, "document.documentElement.dataset.theme"); theme != "light" {
		t.Errorf("on paper the theme is %q", theme)
	}
	if wide := eval[[]float64](b, `["#lanes", "#counts canvas", "#packing-canvas"].map((s) => document.querySelector(s).getBoundingClientRect().width)`); max(wide[0], wide[1], wide[2]) > 660 || min(wide[0], wide[1], wide[2]) < 500 {
		t.Errorf("on paper the pictures are %v pixels wide", wide)
	}
	if lines := eval[[]float64](b, `[...document.querySelectorAll(".moment-line")].map((e) => e.getBoundingClientRect().left)`); len(lines) != 2 || lines[0]-lines[1] > 0.6 || lines[1]-lines[0] > 0.6 {
		t.Errorf("on paper the moment is at %v", lines)
	}
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "screen"})
	b.drawn()
	if wide := eval[float64](b, `document.querySelector("#lanes").getBoundingClientRect().width`); wide < 700 || eval[bool](b, `document.querySelector("#metrics").open`) {
		t.Errorf("on the screen again, the lanes are %v pixels wide, or the metrics are still open", wide)
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) < 20_000 {
		t.Errorf("the print is %d bytes that begin with %q", len(pdf), pdf[:min(len(pdf), 8)])
	}
}
