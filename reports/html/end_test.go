package html_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"
)

// TestEnd: the axis may go on after the run's end, but nothing is drawn or said of the time after it.
func TestEnd(t *testing.T) {
	sc := shipped(t, "rolling-basic")
	sc.Duration = 74100 // in the midst of the deployment
	in := played(t, sc)
	end := in.Run.Fold.Now()
	if end != 74_100 {
		t.Fatalf("the run ended at %d, want 74100", end)
	}
	b := open(t, written(t, in), "light", 1280)
	if says := b.text("#window"); !strings.HasSuffix(says, "to 1:14") {
		t.Errorf("the window is %q, want one that ends at 1:14", says)
	}
	if most := eval[float64](b, `Number(document.querySelector("#moment").max)`); most != float64(end) {
		t.Errorf("the slider goes to %v, want %d", most, end)
	}
	before := b.text("#readout")
	for _, pane := range []string{"#lanes", "#counts .u-over"} {
		x, y, w, h := b.box(pane)
		at := x + 0.995*w // of the counts, it is after the end
		if pane == "#lanes" {
			cx, _, cw, _ := b.box("#counts .u-over")
			_, y, _, h = b.box(pane)
			at = cx + 0.995*cw
		}
		for dy := 6.0; dy < min(h, 120); dy += 8 {
			b.mouse(input.DispatchMouseEventParams{Type: "mouseMoved", X: at, Y: y + dy})
			b.drawn()
			if now := b.text("#readout"); now != before {
				t.Fatalf("after the end, in %s, the read-out says %q", pane, now)
			}
			if eval[bool](b, `!document.querySelector("#tip").hidden`) {
				t.Fatalf("after the end, in %s, a tooltip says %q", pane, b.text("#tip"))
			}
		}
	}
	b.focus("#moment")
	b.keys(kb.End)
	if says := b.text("#moment-text"); says != "1:14.100" {
		t.Errorf("the last moment is %q, want 1:14.100", says)
	}
	ink := eval[[]string](b, `(() => {
		const canvas = document.querySelector("#lanes");
		const over = document.querySelector("#counts .u-over").getBoundingClientRect();
		const left = canvas.getBoundingClientRect().left;
		const { data } = canvas.getContext("2d").getImageData(Math.round(over.right - left) - 6, 0, 3, canvas.height);
		const style = getComputedStyle(document.documentElement);
		const ground = ["--free", "--faint"].map((name) => style.getPropertyValue(name).trim());
		const found = new Set();
		for (let i = 0; i < data.length; i += 4) {
			found.add("#" + [...data.slice(i, i + 3)].map((v) => v.toString(16).padStart(2, "0")).join(""));
		}
		return [...found].filter((colour) => !ground.includes(colour));
	})()`)
	if len(ink) > 0 {
		t.Errorf("after the end the lanes have the colours %v", ink)
	}
}
