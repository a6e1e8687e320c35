package report

import (
	"bytes"
	"errors"
	"fmt"
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
		if err := writePieces(&got, n, func(b *bytes.Buffer, i int) { fmt.Fprintln(b, i) }); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("%d pieces: not one after the other", n)
		}
	}
	if err := writePieces(broken{}, 10_000, func(b *bytes.Buffer, _ int) { b.WriteByte('x') }); !errors.Is(err, errBroken) {
		t.Errorf("a writer that fails: got %v", err)
	}
}

var errBroken = errors.New("no space left")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }
