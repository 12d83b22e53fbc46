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
	noiseColumn   = vg.Length(4) // in which a line may turn twice
)

// noiseShare is how strong what a noisy line goes through is beside the line.
const noiseShare = 0.3

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

// theme is the colours of the house, light or dark.
type theme struct {
	paper, ink, grey, faint color.NRGBA
	alarm                   color.NRGBA // what limits forbid, and what fails
	good                    color.NRGBA // a deployment that completed
	tasks                   color.NRGBA // the line of all tasks
	none                    color.NRGBA // of no deployment in particular
	hues                    [reports.HueZone]color.NRGBA
	zones                   [6]color.NRGBA
	warm, cold              color.NRGBA // DRAINING, and an agent that isn't heard of
	full                    color.NRGBA // an instance that is reserved whole
}

// light is the theme for paper. The hues of deployments are of the Okabe–Ito kind, told apart by readers who see colours
// differently; the newest is dark and what was there before is grey, so that these two differ in a grey print too. Zones
// that lie side by side differ in lightness.
func light() *theme {
	return &theme{
		paper: rgb(0xffffff), ink: rgb(0x1b2733), grey: rgb(0x5c6876), faint: rgb(0xe4e8ed),
		alarm: rgb(0xb93a00), good: rgb(0x00694f), tasks: rgb(0x7a4fa3), none: rgb(0x4a5563),
		hues: [...]color.NRGBA{
			reports.HueNone: rgb(0x4a5563), reports.HueNew: rgb(0x0a5a9c), reports.HueSecond: rgb(0xe8a917),
			reports.HueThird: rgb(0x00866b), reports.HueOld: rgb(0x929aa6),
		},
		zones: [...]color.NRGBA{rgb(0x0a4a82), rgb(0xe0a020), rgb(0x1c8f70), rgb(0x9acbee), rgb(0x6b3f94), rgb(0xb9be5a)},
		warm:  rgb(0xe8a917), cold: rgb(0x6b7683), full: rgb(0x063a68),
	}
}

// dark is the theme for dark screens: the same hues, lighter, so that the newest deployment stands out there too.
func dark() *theme {
	return &theme{
		paper: rgb(0x12181f), ink: rgb(0xe9eef4), grey: rgb(0x9fabb8), faint: rgb(0x29323d),
		alarm: rgb(0xff8552), good: rgb(0x45cfa5), tasks: rgb(0xc39be8), none: rgb(0xa9b4c0),
		hues: [...]color.NRGBA{
			reports.HueNone: rgb(0xa9b4c0), reports.HueNew: rgb(0x5cb3f5), reports.HueSecond: rgb(0xd9970f),
			reports.HueThird: rgb(0x1fa386), reports.HueOld: rgb(0x717c89),
		},
		zones: [...]color.NRGBA{rgb(0x6fc0ff), rgb(0xa56d05), rgb(0x2fb08f), rgb(0x2f6796), rgb(0xcfaaf2), rgb(0x75792c)},
		warm:  rgb(0xd9970f), cold: rgb(0x8794a3), full: rgb(0x9ad2ff),
	}
}

// mix is a little of c on the paper: share 1 is c itself.
func (t *theme) mix(c color.NRGBA, share float64) color.NRGBA {
	on := func(v, paper uint8) uint8 { return uint8(float64(paper) + (float64(v)-float64(paper))*share + 0.5) }
	return color.NRGBA{R: on(c.R, t.paper.R), G: on(c.G, t.paper.G), B: on(c.B, t.paper.B), A: 255}
}

// zone is the colour of what limits forbid, breach of what lies there.
func (t *theme) zone() color.NRGBA   { return t.mix(t.alarm, 0.11) }
func (t *theme) breach() color.NRGBA { return t.mix(t.alarm, 0.34) }

// between is two parts of b on one of a.
func (*theme) between(a, b color.NRGBA) color.NRGBA {
	on := func(a, b uint8) uint8 { return uint8((int(a) + 2*int(b)) / 3) }
	return color.NRGBA{R: on(a.R, b.R), G: on(a.G, b.G), B: on(a.B, b.B), A: 255}
}

// hue is the colour of a deployment or a zone. What was there before a service's newest deployment is greyer, as it is in a
// picture of one service.
func (t *theme) hue(h reports.Hue) color.NRGBA {
	switch {
	case h >= reports.HueService:
		k := int(h - reports.HueService)
		c := t.zones[k/2%len(t.zones)]
		if k%2 == 0 {
			return c
		}
		return t.between(c, t.hues[reports.HueOld])
	case h >= reports.HueZone:
		return t.zones[int(h-reports.HueZone)%len(t.zones)]
	}
	return t.hues[h]
}

// label is the colour of words about a hue: nearer to ink, since thin strokes look paler than areas.
func (t *theme) label(h reports.Hue) color.NRGBA {
	c := t.hue(h)
	on := func(v, ink uint8) uint8 { return uint8((2*int(v) + int(ink)) / 3) }
	return color.NRGBA{R: on(c.R, t.ink.R), G: on(c.G, t.ink.G), B: on(c.B, t.ink.B), A: 255}
}

// shade is the colour of an area: the deployment's, the lighter the farther its tasks are from serving.
func (t *theme) shade(h reports.Hue, s reports.Shade) color.NRGBA {
	c := t.hue(h)
	switch s { //nolint:exhaustive // the others are the whole colour
	case reports.ShadeUnhealthy:
		return t.alarm
	case reports.ShadeWaiting:
		return t.mix(c, 0.36)
	case reports.ShadePending:
		return t.mix(c, 0.22)
	case reports.ShadeNotHealthy:
		return t.mix(c, 0.3)
	case reports.ShadeReserved:
		return t.mix(t.hue(reports.HueNew), 0.5)
	case reports.ShadeStopping:
		return t.mix(c, 0.12)
	}
	return c
}

func (t *theme) line(k reports.LineKind, h reports.Hue) (color.NRGBA, vg.Length) {
	if h != reports.HueNone {
		return t.hue(h), overlaidWidth
	}
	switch k {
	case reports.LineHealthy:
		return t.ink, healthyWidth
	case reports.LineMedian, reports.LineHeld:
		return t.ink, tasksWidth
	case reports.LineTasks:
	}
	return t.tasks, tasksWidth
}

func (t *theme) limit(k reports.LimitKind, h reports.Hue) (color.NRGBA, []vg.Length) {
	if h != reports.HueNone {
		return t.hue(h), sideDashes(h)
	}
	switch k {
	case reports.LimitDesired:
		return t.grey, []vg.Length{1.5, 2.5}
	case reports.LimitCapacity, reports.LimitCap, reports.LimitFloor:
	}
	return t.alarm, []vg.Length{5, 2.5}
}

// sideDashes tell the limits of sides that are compared apart where their hues don't: long, short, long and dot, long and
// two dots.
func sideDashes(h reports.Hue) []vg.Length {
	switch h { //nolint:exhaustive // the others are no sides
	case reports.HueSecond:
		return []vg.Length{2.5, 2}
	case reports.HueThird:
		return []vg.Length{6, 2, 1.2, 2}
	case reports.HueOld:
		return []vg.Length{6, 2, 1.2, 2, 1.2, 2}
	}
	return []vg.Length{6, 2.5}
}

func (t *theme) mark(k reports.MarkKind) color.NRGBA {
	switch k {
	case reports.MarkCompleted:
		return t.good
	case reports.MarkFailed:
		return t.alarm
	case reports.MarkEvent:
		return t.grey
	case reports.MarkAction, reports.MarkEnd:
	}
	return t.ink
}

// tint is the colour of a host that doesn't take tasks, of the lines over it, and of both where they have no room.
func (t *theme) tint(k reports.TintKind) (ground, over, both color.NRGBA) {
	switch k {
	case reports.TintLost:
		return t.mix(t.alarm, 0.16), t.mix(t.alarm, 0.34), t.mix(t.alarm, 0.2)
	case reports.TintDraining:
		c := t.mix(t.warm, 0.32)
		return c, c, c
	case reports.TintDisconnected:
		return t.mix(t.cold, 0.2), t.mix(t.cold, 0.6), t.mix(t.cold, 0.45)
	case reports.TintAbsent:
	}
	return t.paper, t.mix(t.cold, 0.35), t.mix(t.cold, 0.25)
}

// share is the colour of an instance of which so many percent are reserved.
func (t *theme) share(percent int32) color.NRGBA {
	return t.mix(t.full, 0.05+0.95*float64(percent)/100)
}

// phase is the colour of a task's bar, and of the lines over it where there is room for them: paper if it has none.
func (t *theme) phase(h reports.Hue, p reports.Phase) (ground, over color.NRGBA) {
	c := t.hue(h)
	switch p {
	case reports.PhaseProvisioning:
		return t.mix(c, 0.2), t.paper
	case reports.PhasePending:
		return t.mix(c, 0.34), t.paper
	case reports.PhaseActivating:
		return t.mix(c, 0.48), t.paper
	case reports.PhaseWaiting:
		return t.mix(c, 0.64), t.mix(c, 0.25)
	case reports.PhaseUnhealthy:
		return t.alarm, t.mix(t.alarm, 0.3)
	case reports.PhaseDeactivating:
		return t.mix(c, 0.42), t.mix(c, 0.85)
	case reports.PhaseStopping:
		return t.mix(c, 0.2), t.mix(c, 0.75)
	case reports.PhaseDeprovisioning:
		return t.mix(c, 0.3), t.paper
	case reports.PhaseHealthy, reports.PhaseStopped, reports.NumPhases:
	}
	return c, t.paper
}

// markAlpha is how strongly the lines of marks are drawn over the panels: many of them must not bury the counts.
func markAlpha(marks int) uint8 {
	if marks > 10 {
		return 0x48
	}
	return 0x90
}
