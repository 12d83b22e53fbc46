package main

import (
	_ "embed"
	"html/template"
	"io"
)

//go:embed index.html.tmpl
var indexPage string

// writeIndex writes the page that shows all exhibits.
func writeIndex(w io.Writer, groups []group) error {
	page, err := template.New("index").Parse(indexPage)
	if err != nil {
		return err
	}
	return page.Execute(w, groups)
}
