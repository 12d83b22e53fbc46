package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"os"

	"github.com/ecssim/ecssim/scenarios"
)

// buildID names this very build of ecssim: by its version, which isn't enough for one from a work tree, and a hash of the
// program itself.
func buildID() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("can't find the program itself: %w", err)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("can't read the program itself: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", fmt.Errorf("can't read the program itself: %w", err)
	}
	return fmt.Sprintf("%s %x", versionLine(), sum.Sum(nil)), nil
}

// keyOf is the hash of everything that the result of a case depends on: ecssim's build, the texts that it is read from, what is
// changed in them, the seed, and which files it gets, where.
func (b *batch) keyOf(c *batchCase, from *scenarios.Source) string {
	sum := sha256.New()
	seed := ""
	if b.options.seeded {
		seed = b.options.seed.String()
	}
	part(sum, b.build, c.file, c.name, c.folder, seed, b.options.reports.String(), b.options.pictures.kinds.String(),
		b.options.pictures.formats.String(), fmt.Sprint(b.options.pictures.dark))
	part(sum, b.options.sets...)
	texts := []string{string(from.Text)}
	for _, base := range from.Bases {
		texts = append(texts, base.Path, string(base.Text))
	}
	part(sum, texts...)
	return fmt.Sprintf("%x", sum.Sum(nil)[:16])
}

// part hashes a list so that no other one hashes to the same: with how many it has, and how long each is.
func part(sum hash.Hash, list ...string) {
	length := func(n int) { sum.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) } // never fails
	length(len(list))
	for _, s := range list {
		length(len(s))
		io.WriteString(sum, s) //nolint:errcheck // never fails
	}
}
