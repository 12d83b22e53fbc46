package html_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// findBrowser is the path of a Chromium. Without one a test is skipped, unless ECSSIM_BROWSER is "required", as it is where
// everything has to be tested.
func findBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("ECSSIM_BROWSER") == "required" {
		t.Fatal("there is no Chromium here, and ECSSIM_BROWSER says that there must be")
	}
	t.Skip("there is no Chromium here")
	return ""
}

// theBrowser is the one that all tests share; each has a tab of its own.
var theBrowser struct {
	once sync.Once
	ctx  context.Context
	stop func()
	err  error
}

// TestMain closes the browser in the end.
func TestMain(m *testing.M) {
	code := m.Run()
	if theBrowser.stop != nil {
		theBrowser.stop()
	}
	os.Exit(code)
}

// browserOf is the browser, which is started when it's needed for the first time.
func browserOf(t *testing.T) context.Context {
	t.Helper()
	path := findBrowser(t)
	theBrowser.once.Do(func() {
		options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
		options = append(options, chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-component-update", true))
		allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, stop := chromedp.NewContext(allocator)
		theBrowser.ctx, theBrowser.stop = ctx, func() { stop(); stopAllocator() }
		theBrowser.err = chromedp.Do(ctx)
	})
	if theBrowser.err != nil {
		t.Fatal(theBrowser.err)
	}
	return theBrowser.ctx
}

// tab is a page in a browser, and what has happened in it.
type tab struct {
	*testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string
	said     []string // on the console and in the browser's log, and dialogs
}

// open shows a page in a tab of its own, from a file, in light or dark and so many pixels wide.
func open(t *testing.T, content []byte, scheme string, width int64) *tab {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(browserOf(t), 2*time.Minute)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	b := &tab{T: t, ctx: ctx}
	b.do(func(context.Context, *chromedp.Target) (v chromedp.Void, err error) { return v, nil })
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	call(b, page.Enable, page.EnableParams{})
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 1000, DeviceScaleFactor: 1})
	b.prefer(scheme)
	b.do(chromedp.Navigate((&url.URL{Scheme: "file", Path: path}).String()))
	b.do(chromedp.WaitReady(chromedp.CSS("html[data-ready]")))
	return b
}

func (b *tab) prefer(scheme string) {
	b.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *log.EventEntryAdded:
		b.said = append(b.said, e.Entry.Text)
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, fmt.Sprint(e.Type))
	case *page.EventJavascriptDialogOpening:
		b.said = append(b.said, e.Message)
	}
}

func (b *tab) do(a chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, a); err != nil {
		b.Fatal(err)
	}
}

func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.Helper()
	r, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.Fatalf("%s: %v", command.Method, err)
	}
	return r
}

// eval is the value of an expression, or of the promise that it is.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", expression[:min(len(expression), 200)], err)
	}
	return v
}

// text is the text of an element.
func (b *tab) text(selector string) string {
	b.Helper()
	return eval[string](b, fmt.Sprintf("document.querySelector(%q).textContent", selector))
}

// drawn waits until what was asked for has been drawn.
func (b *tab) drawn() {
	b.Helper()
	eval[bool](b, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
}

// looks is the picture in a canvas.
func (b *tab) looks(selector string) string {
	b.Helper()
	return eval[string](b, fmt.Sprintf("document.querySelector(%q).toDataURL()", selector))
}

const (
	countsCanvas  = "#counts canvas"
	lanesCanvas   = "#lanes"
	packingCanvas = "#packing-canvas"
)

// box is where an element is in the window, scrolled to be seen.
func (b *tab) box(selector string) (x, y, width, height float64) {
	b.Helper()
	r := eval[[]float64](b, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		e.scrollIntoView({ block: "center", behavior: "instant" });
		const { left, top, width, height } = e.getBoundingClientRect();
		return [left, top, width, height];
	})()`, selector))
	return r[0], r[1], r[2], r[3]
}

// changes does something and wants the time line to show another window, and both panes to be drawn anew.
func (b *tab) changes(what string, do func()) {
	b.Helper()
	window, counts, lanes := b.text("#window"), b.looks(countsCanvas), b.looks(lanesCanvas)
	do()
	b.drawn()
	if now := b.text("#window"); now == window {
		b.Errorf("%s: the window is still %s", what, now)
	}
	if b.looks(countsCanvas) == counts || b.looks(lanesCanvas) == lanes {
		b.Errorf("%s: a pane hasn't been drawn anew", what)
	}
}

func (b *tab) mouse(p input.DispatchMouseEventParams) {
	b.Helper()
	call(b, input.DispatchMouseEvent, p)
}

func (b *tab) focus(selector string) {
	b.Helper()
	eval[bool](b, fmt.Sprintf("(document.querySelector(%q).focus({ preventScroll: true }), true)", selector))
}

func (b *tab) keys(keys string) {
	b.Helper()
	b.do(chromedp.KeyEvent(keys))
	b.drawn()
}

func (b *tab) click(selector string) {
	b.Helper()
	eval[bool](b, fmt.Sprintf("(document.querySelector(%q).click(), true)", selector))
	b.drawn()
}

// isQuiet wants one request, that of the file, and nothing on the console.
func (b *tab) isQuiet() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.requests) != 1 || !strings.HasPrefix(b.requests[0], "file://") {
		b.Errorf("the page made the requests %q", b.requests)
	}
	if len(b.said) > 0 {
		b.Errorf("the browser says %q", b.said)
	}
}
