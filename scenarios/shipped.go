package scenarios

import (
	"embed"
	"io/fs"
)

//go:embed *.toml
var shipped embed.FS

// Shipped holds the shipped scenarios, one a file, under the names that they have in this folder: "rolling-basic.toml".
func Shipped() fs.FS { return shipped }
