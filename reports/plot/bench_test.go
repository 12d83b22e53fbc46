package plot

import (
	"io"
	"testing"
)

// BenchmarkPNG draws a small run, and one of 5,000 tasks and some fifty thousand samples.
func BenchmarkPNG(b *testing.B) {
	for name, s := range map[string]*script{"half4": half4(), "big5000": big5000()} {
		fig := s.figure()
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := WritePNG(io.Discard, fig, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
