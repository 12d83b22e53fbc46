package plot

import (
	"image/color"

	"gonum.org/v1/plot/vg"

	"github.com/ecssim/ecssim/reports"
)

// The sizes of the house theme, in points.
const (
	margin       = vg.Length(14) // around everything
	titleSize    = vg.Length(13)
	subtitleSize = vg.Length(9.5)
	textSize     = vg.Length(9)
	smallSize    = vg.Length(8)

	mainHeight  = vg.Length(98)  // of the first panel, from 0 to its highest count
	laneHeight  = vg.Length(31)  // of each further panel
	headroom    = vg.Length(11)  // above a panel's highest count: the zone above the cap, and air
	laneAir     = vg.Length(5)   // the same in a further panel
	lineHeight  = vg.Length(1.2) // of a row of text, in its size
	markRow     = vg.Length(12)
	swatchWidth = vg.Length(13)

	mostSubtitleLines = 5 // a stuck service's reason and remedy take four

	tasksWidth    = vg.Length(1.2) // of lines
	healthyWidth  = vg.Length(2)
	overlaidWidth = vg.Length(1.7) // of lines of one kind
	limitWidth    = vg.Length(1.2)
	markWidth     = vg.Length(0.8)
	hairWidth     = vg.Length(0.4)
)

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

// mix is a little of c on white: share 1 is c itself.
func mix(c color.NRGBA, share float64) color.NRGBA {
	on := func(v uint8) uint8 { return uint8(255 - (255-float64(v))*share + 0.5) }
	return color.NRGBA{R: on(c.R), G: on(c.G), B: on(c.B), A: 255}
}

func ink() color.NRGBA   { return rgb(0x1b2733) }
func grey() color.NRGBA  { return rgb(0x5c6876) }
func faint() color.NRGBA { return rgb(0xe4e8ed) }
func alarm() color.NRGBA { return rgb(0xb93a00) }
func zone() color.NRGBA  { return mix(alarm(), 0.11) }

// breach is the colour of what lies in a zone.
func breach() color.NRGBA { return mix(alarm(), 0.34) }

// hueColor is the colour of a deployment. They are of the Okabe–Ito kind, told apart by readers who see colours
// differently; the newest is dark and what was there before is grey, so that these two differ in a grey print too.
func hueColor(h reports.Hue) color.NRGBA {
	switch h {
	case reports.HueNew:
		return rgb(0x0a5a9c)
	case reports.HueSecond:
		return rgb(0xe8a917)
	case reports.HueThird:
		return rgb(0x00866b)
	case reports.HueOld:
		return rgb(0x929aa6)
	case reports.HueNone:
	}
	return rgb(0x4a5563)
}

// shadeColor is the colour of an area: the deployment's, the lighter the farther its tasks are from serving.
func shadeColor(h reports.Hue, s reports.Shade) color.NRGBA {
	c := hueColor(h)
	switch s {
	case reports.ShadeUnhealthy:
		return alarm()
	case reports.ShadeWaiting:
		return mix(c, 0.36)
	case reports.ShadePending:
		return mix(c, 0.22)
	case reports.ShadeStopping:
		return mix(c, 0.12)
	case reports.ShadeHealthy:
	}
	return c
}

func lineStyle(l reports.Line) (color.NRGBA, vg.Length) {
	switch {
	case l.Hue != reports.HueNone:
		return hueColor(l.Hue), overlaidWidth
	case l.Kind == reports.LineHealthy:
		return ink(), healthyWidth
	}
	return rgb(0x7a4fa3), tasksWidth
}

func limitStyle(k reports.LimitKind, h reports.Hue) (color.NRGBA, []vg.Length) {
	switch {
	case h != reports.HueNone:
		return hueColor(h), []vg.Length{5, 2.5}
	case k == reports.LimitDesired:
		return grey(), []vg.Length{1.5, 2.5}
	}
	return alarm(), []vg.Length{5, 2.5}
}

func markColor(k reports.MarkKind) color.NRGBA {
	switch k {
	case reports.MarkCompleted:
		return rgb(0x00694f)
	case reports.MarkFailed:
		return alarm()
	case reports.MarkAction, reports.MarkEnd:
	}
	return ink()
}

// markAlpha is how strongly the lines of marks are drawn over the panels: many of them must not bury the counts.
func markAlpha(marks int) uint8 {
	if marks > 10 {
		return 0x48
	}
	return 0x90
}
