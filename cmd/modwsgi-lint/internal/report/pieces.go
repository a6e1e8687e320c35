package report

import (
	"bytes"
	"io"
	"runtime"
	"sync"
)

// writePieces writes n pieces in their order, and makes several of them at a time: with makes what writes piece i into a buffer. It returns the first error
// of a piece or of w.
func writePieces(w io.Writer, n int, with func(*bytes.Buffer) func(i int) error) error {
	const size = 256 // how many pieces are made one after the other
	type share struct {
		bytes.Buffer
		piece func(i int) error
		err   error
	}
	shares := make([]share, runtime.GOMAXPROCS(0))
	for k := range shares {
		shares[k].piece = with(&shares[k].Buffer)
	}
	for at := 0; at < n; {
		var makers sync.WaitGroup
		for k := range shares {
			s, from, to := &shares[k], at, min(at+size, n)
			s.Reset()
			makers.Go(func() {
				for i := from; i < to && s.err == nil; i++ {
					s.err = s.piece(i)
				}
			})
			at = to
		}
		makers.Wait()
		for k := range shares {
			if _, err := w.Write(shares[k].Bytes()); err != nil {
				return err
			}
			if shares[k].err != nil {
				return shares[k].err
			}
		}
	}
	return nil
}
