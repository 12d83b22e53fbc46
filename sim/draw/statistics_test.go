package draw_test

import (
	"math"
	"testing"
)

// This file is the battery's arithmetic: from counts to p-values.

func square(x float64) float64 { return x * x }

// deviation is by how many standard deviations count differs from half of n tries.
func deviation(count, n float64) float64 { return (count - n/2) / math.Sqrt(n/4) }

// chiSquareEven is the chi-square statistic of counts that should be even.
func chiSquareEven(counts []float64) float64 {
	total := 0.0
	for _, c := range counts {
		total += c
	}
	expected := total / float64(len(counts))
	chi := 0.0
	for _, c := range counts {
		chi += square(c-expected) / expected
	}
	return chi
}

// evenly is the two-sided p-value of counts that should be even; 1 if there is only one.
func evenly(counts []float64) float64 {
	if len(counts) < 2 {
		return 1
	}
	return chiSquareTail(chiSquareEven(counts), float64(len(counts)-1))
}

// binomially is the p-value of the numbers of ones in total words of 64 fair bits. The tails, where less than 10 are
// due, are taken together.
func binomially(counts []float64, total float64) float64 {
	chi, cells := 0.0, 0.0
	restCount, restDue := 0.0, 0.0
	for ones, count := range counts {
		a, _ := math.Lgamma(65)
		b, _ := math.Lgamma(float64(ones) + 1)
		c, _ := math.Lgamma(65 - float64(ones))
		due := total * math.Exp(a-b-c-64*math.Ln2)
		if due < 10 {
			restCount += count
			restDue += due
			continue
		}
		chi += square(count-due) / due
		cells++
	}
	chi += square(restCount-restDue) / restDue
	return chiSquareTail(chi, cells)
}

// chiSquareTail is the two-sided p-value of a chi-square statistic: twice the smaller tail, because counts that are too
// even are as suspicious as ones too uneven.
func chiSquareTail(chi, freedom float64) float64 {
	return twoSided(upperGamma(freedom/2, chi/2))
}

// poissonBoth is the two-sided p-value of a count of rare events.
func poissonBoth(count, due float64) float64 {
	if count == 0 {
		return twoSided(math.Exp(-due))
	}
	atLeast := 1 - upperGamma(count, due)
	atMost := upperGamma(count+1, due)
	return min(1, 2*min(atLeast, atMost))
}

func twoSided(tail float64) float64 { return min(1, 2*min(tail, 1-tail)) }

// upperGamma is the regularised upper incomplete gamma function Q(a, x), by its series for small x and by its continued
// fraction for large (Lentz's method; Press et al., Numerical Recipes, 6.2).
func upperGamma(a, x float64) float64 {
	if x <= 0 {
		return 1
	}
	lgamma, _ := math.Lgamma(a)
	front := math.Exp(a*math.Log(x) - x - lgamma)
	if x < a+1 {
		term := 1 / a
		sum := term
		for n := 1.0; term > sum*1e-16; n++ {
			term *= x / (a + n)
			sum += term
		}
		return 1 - front*sum
	}
	const tiny = 1e-300
	b := x + 1 - a
	c := 1 / tiny
	d := 1 / b
	h := d
	for n := 1.0; ; n++ {
		an := -n * (n - a)
		b += 2
		d = 1 / nonZero(an*d+b, tiny)
		c = nonZero(b+an/c, tiny)
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 || n > 1e5 {
			return front * h
		}
	}
}

func nonZero(x, tiny float64) float64 {
	if math.Abs(x) < tiny {
		return tiny
	}
	return x
}

// TestStatistics checks the battery's own arithmetic against values from tables.
func TestStatistics(t *testing.T) {
	tests := []struct {
		name      string
		got, want float64
	}{
		{"chi-square 3.841, 1", upperGamma(0.5, 3.841/2), 0.05},
		{"chi-square 18.307, 10", upperGamma(5, 18.307/2), 0.05},
		{"chi-square 124.342, 100", upperGamma(50, 124.342/2), 0.05},
		{"chi-square 70.065, 100", upperGamma(50, 70.065/2), 0.99},
		{"chi-square 29.588, 10", upperGamma(5, 29.588/2), 0.001},
		{"Poisson 3, at most 5", upperGamma(6, 3), 0.9161},
		{"both sides of 0 where 5 are due", poissonBoth(0, 5), 2 * 0.006738},
		{"both sides of 12 where 5 are due", poissonBoth(12, 5), 2 * 0.005453},
	}
	for _, test := range tests {
		if math.Abs(test.got-test.want) > 2e-3*test.want {
			t.Errorf("%s: got %.5f, want %.5f", test.name, test.got, test.want)
		}
	}
}
