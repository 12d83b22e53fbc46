package main

import (
	"errors"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/ecssim/ecssim/reports/terminal"
)

// colorMode is the flag --color. The zero value is auto.
type colorMode string

// Set reads a mode.
func (c *colorMode) Set(text string) error {
	switch text {
	case "auto", "always", "never":
		*c = colorMode(text)
		return nil
	}
	return errors.New("only auto, always and never are allowed")
}

// String is the mode as Set reads it.
func (c *colorMode) String() string {
	if *c == "" {
		return "auto"
	}
	return string(*c)
}

// Type is what help calls the value.
func (c *colorMode) Type() string { return "when" }

// wants says whether standard output gets colours: as the flag says, or else as the environment does, NO_COLOR before
// FORCE_COLOR, or else if it is a terminal that isn't dumb.
func (c *colorMode) wants(isTerminal bool, env func(string) string) bool {
	force := env("FORCE_COLOR")
	switch {
	case *c == "always":
		return true
	case *c == "never" || env("NO_COLOR") != "":
		return false
	case force != "" && force != "0" && force != "false":
		return true
	}
	return isTerminal && env("TERM") != "" && env("TERM") != "dumb"
}

// screen is how to write to w, standard output: its width if it is a terminal, and whether it gets colours.
func (c *colorMode) screen(w io.Writer) terminal.Options {
	if p, ok := w.(*printer); ok {
		w = p.to
	}
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return terminal.Options{Color: c.wants(false, os.Getenv)}
	}
	const usual = 80
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width <= 0 {
		width = usual
	}
	return terminal.Options{Width: width, Color: c.wants(true, os.Getenv)}
}
