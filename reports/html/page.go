package html

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html"
	"strings"

	"github.com/ecssim/ecssim/reports"
)

//go:embed index page vendor
var files embed.FS

// scriptFiles are the page's own scripts, in the order in which they are put into one.
func scriptFiles() []string {
	return []string{
		"format.js", "data.js", "counts-at.js", "view.js", "theme.js", "axis.js", "table.js", "zone-counts.js", "marks.js", "drag.js", "counts.js", "lanes-rows.js",
		"lanes.js", "readout.js", "packing-state.js", "packing.js", "events.js", "tables.js", "keys.js", "main.js",
	}
}

func file(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(b)
}

// licensed is a vendored script or style with uPlot's licence before it, which has to go with every copy.
func licensed(name string) string {
	return "/* uPlot 1.6.32, https://github.com/leeoniya/uPlot\n\n" + strings.TrimSpace(file("vendor/LICENSE")) + "\n*/\n" + file("vendor/"+name)
}

// colours are those of the house (Okabe-Ito kind, as in the pictures), for those whose system is dark and who didn't choose
// light, and for those who chose dark, other ones.
func colours() string {
	dark := file("page/dark.css")
	return ":root {\n" + file("page/light.css") + "}\n" +
		"@media (prefers-color-scheme: dark) {\n:root:not([data-theme=\"light\"]) {\n" + dark + "}\n}\n" +
		":root[data-theme=\"dark\"] {\n" + dark + "}\n"
}

// styles are the contents of the page's style elements.
func styles() []string {
	return []string{licensed("uPlot.min.css"), colours() + file("page/report.css")}
}

// scripts are the contents of the page's script elements. The page's own files are one closure, so that they see each other
// and nothing else sees them.
func scripts() []string {
	var b strings.Builder
	b.WriteString("(() => {\n\"use strict\";\n")
	for _, name := range scriptFiles() {
		b.WriteString(file("page/" + name))
	}
	b.WriteString("})();\n")
	return []string{licensed("uPlot.iife.min.js"), b.String()}
}

// policy is a page's content security policy: nothing is loaded, and only what has one of these hashes is executed.
func policy(scripts, styles []string) string {
	return "default-src 'none'; script-src" + hashes(scripts) + "; style-src" + hashes(styles) +
		"; img-src data:; base-uri 'none'; form-action 'none'"
}

func hashes(of []string) string {
	var b strings.Builder
	for _, text := range of {
		sum := sha256.Sum256([]byte(text))
		b.WriteString(" 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'")
	}
	return b.String()
}

// page is the document in the making. It keeps the first error.
type page struct {
	to  *bufio.Writer
	err error
}

func (p *page) text(s string) {
	if p.err == nil {
		_, p.err = p.to.WriteString(s)
	}
}

func (p *page) head(name, verdict string) {
	p.text("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
	p.text("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy(scripts(), styles()) + "\">\n")
	p.text("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	p.text("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"ecssim\">\n")
	p.text("<title>" + html.EscapeString(reports.Inert(name)) + " · ecssim</title>\n")
	p.text("<meta name=\"description\" content=\"" + html.EscapeString(verdict) + "\">\n")
	for _, style := range styles() {
		p.text("<style>" + style + "</style>\n")
	}
	p.text("</head>\n")
}

// run puts the data of the run into the page, where no script reads them as a script.
func (p *page) run(d encoded) {
	if d.packed {
		p.text("<script type=\"application/octet-stream\" id=\"run\" data-encoding=\"gzip\">")
	} else {
		p.text("<script type=\"application/json\" id=\"run\">")
	}
	p.text(d.text)
	p.text("</script>\n")
}

func (p *page) scripts() {
	for _, script := range scripts() {
		p.text("<script>" + script + "</script>\n")
	}
	p.text("</body>\n</html>\n")
}
