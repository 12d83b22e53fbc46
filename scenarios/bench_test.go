package scenarios

import (
	"os"
	"testing"
)

func BenchmarkParse(b *testing.B) {
	for _, file := range []string{"testdata/rolling-basic.toml", "testdata/faults/unknown-keys.toml"} {
		src, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(file, func(b *testing.B) {
			for b.Loop() {
				_, _ = Parse("x.toml", src)
			}
		})
	}
}
