package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/suite"
	"github.com/ecssim/ecssim/sim"
)

// sayEvery is how often a batch says how far it is where there is no bar.
const sayEvery = 10 * time.Second

// drawEvery is how often the bar is drawn at least, so that it is there before the first case is finished.
const drawEvery = 100 * time.Millisecond

// warmUp is how long a batch has to be at work before it says how long the rest will take.
const warmUp = 5 * time.Second

// batchProgress shows how many cases of a batch are finished, and about how long the rest will take: on a terminal by a bar, else
// by a line now and then. A nil one shows nothing.
type batchProgress struct {
	stderr  io.Writer
	bar     batchBar // nil: there are lines
	predict func()   // makes the bar say how long the rest will take; nil: it does already
	ticker  *time.Ticker
	now     func() time.Time
	began   time.Time
	cases   int
	done    int
	unwell  int // that haven't passed
	visible bool
}

// batchBar is what batchProgress needs of a progress bar.
type batchBar interface {
	Add(n int) error
	Clear() error
	RenderBlank() error
	Finish() error
}

// newBatchProgress is nil when nobody wants to know.
func newBatchProgress(stderr io.Writer, cases int, o *batchOptions) *batchProgress {
	if o.quiet || o.noProgress {
		return nil
	}
	p := &batchProgress{stderr: stderr, cases: cases, now: time.Now, began: time.Now()}
	file, ok := stderr.(*os.File)
	if !wantsBar(ok && term.IsTerminal(int(file.Fd())), os.Getenv) {
		p.ticker = time.NewTicker(sayEvery)
		return p
	}
	bar := progressbar.NewOptions(cases,
		progressbar.OptionSetWriter(stderr), progressbar.OptionSetDescription("cases"), progressbar.OptionShowCount(),
		progressbar.OptionSetVisibility(true), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetRenderBlankState(false), progressbar.OptionUseANSICodes(true),
	)
	p.bar, p.predict = bar, func() { progressbar.OptionSetPredictTime(true)(bar) }
	p.ticker = time.NewTicker(drawEvery)
	return p
}

// tick says when the next line or drawing is due.
func (p *batchProgress) tick() <-chan time.Time {
	if p == nil || p.ticker == nil {
		return nil
	}
	return p.ticker.C
}

// say draws the bar or writes a line.
func (p *batchProgress) say() {
	took := p.now().Sub(p.began)
	if p.bar != nil {
		if p.predict != nil && took >= warmUp && p.done > 0 {
			p.predict()
			p.predict = nil
		}
		p.visible = true
		_ = p.bar.RenderBlank() // a bar that can't be drawn is no reason to stop
		return
	}
	text := fmt.Sprintf("%s of %s cases", reports.Count(int64(p.done)), reports.Count(int64(p.cases)))
	if p.unwell > 0 {
		text += fmt.Sprintf(", %s not passed", reports.Count(int64(p.unwell)))
	}
	if left := p.cases - p.done; took >= warmUp && p.done > 0 && left > 0 {
		rest, unit := time.Duration(float64(took)/float64(p.done)*float64(left)), time.Second
		if rest > 10*time.Minute {
			unit = time.Minute
		}
		text += fmt.Sprintf(", about %s left", reports.Humane(sim.Span(rest.Round(unit).Milliseconds())))
	}
	fmt.Fprintln(p.stderr, text)
}

// add counts one more case.
func (p *batchProgress) add(status suite.Status) {
	if p == nil {
		return
	}
	p.done++
	if status != suite.Passed {
		p.unwell++
	}
	if p.bar != nil {
		p.visible = true
		_ = p.bar.Add(1) // a bar that can't be drawn is no reason to stop
	}
}

// aside prints something while the bar is away.
func (p *batchProgress) aside(tell func() error) error {
	if p == nil || p.bar == nil || !p.visible {
		return tell()
	}
	_ = p.bar.Clear()
	err := tell()
	_ = p.bar.RenderBlank()
	return err
}

// finish takes the bar away.
func (p *batchProgress) finish() {
	if p == nil {
		return
	}
	p.ticker.Stop()
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
