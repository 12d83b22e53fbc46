package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestInterruptible: what comes is read as it is, the error at its end too, and nobody waits for what doesn't come once
// the context is done.
func TestInterruptible(t *testing.T) {
	text := strings.Repeat("0123456789", 20_000)
	got, err := io.ReadAll(interruptible(t.Context(), strings.NewReader(text)))
	if err != nil || string(got) != text {
		t.Errorf("%d of %d bytes, %v", len(got), len(text), err)
	}
	broken := errors.New("broken")
	got, err = io.ReadAll(interruptible(t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))))
	if !errors.Is(err, broken) || string(got) != "half" {
		t.Errorf("%q, %v", got, err)
	}
	silent, writer := io.Pipe()
	defer writer.Close() //nolint:errcheck // nothing is written
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := io.ReadAll(interruptible(ctx, silent)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestCopier: the copy has what was read before it was begun, too, and an error of it isn't lost.
func TestCopier(t *testing.T) {
	c := &copier{from: iotest.OneByteReader(strings.NewReader("abcdef"))}
	var head [3]byte
	if _, err := io.ReadFull(c, head[:]); err != nil {
		t.Fatal(err)
	}
	var to bytes.Buffer
	if err := c.into(&to); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(c); err != nil || string(rest) != "def" || to.String() != "abcdef" {
		t.Errorf("%q, %v, copied %q", rest, err, to.String())
	}
	c = &copier{from: strings.NewReader("abc")}
	closed, writer := io.Pipe()
	closed.Close() //nolint:errcheck // so that nothing can be written
	if err := c.into(writer); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(c); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}
