package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestWritePieces(t *testing.T) {
	for _, n := range []int{0, 1, 255, 256, 257, 10_000} {
		var got bytes.Buffer
		var want strings.Builder
		for i := range n {
			fmt.Fprintln(&want, i)
		}
		number := func(b *bytes.Buffer) func(int) error {
			return func(i int) error { _, err := fmt.Fprintln(b, i); return err }
		}
		if err := writePieces(&got, n, number); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("%d pieces: not one after the other", n)
		}
	}
	letter := func(b *bytes.Buffer) func(int) error {
		return func(int) error { return b.WriteByte('x') }
	}
	if err := writePieces(broken{}, 10_000, letter); !errors.Is(err, errBroken) {
		t.Errorf("a writer that fails: got %v", err)
	}
	fails := func(*bytes.Buffer) func(int) error {
		return func(i int) error {
			if i == 300 {
				return errBroken
			}
			return nil
		}
	}
	if err := writePieces(io.Discard, 10_000, fails); !errors.Is(err, errBroken) {
		t.Errorf("a piece that fails: got %v", err)
	}
}

var errBroken = errors.New("no space left")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }
