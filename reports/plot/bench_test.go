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

// BenchmarkFormats draws each kind of figure of a roll-out of 5,000 tasks on 1,000 hosts in each format. Besides the time
// that passes it reports that of the processor, which doesn't depend on what else the machine does.
func BenchmarkFormats(b *testing.B) {
	for _, d := range thousands() {
		for _, format := range Formats() {
			b.Run(d.name+"/"+string(format), func(b *testing.B) {
				before := cpuTime(b)
				for b.Loop() {
					if err := Write(io.Discard, format, d.figure, Options{}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric((cpuTime(b)-before).Seconds()*1000/float64(b.N), "cpu-ms/op")
			})
		}
	}
}
