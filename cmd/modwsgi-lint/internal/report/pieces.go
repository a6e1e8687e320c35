package report

import (
	"bytes"
	"io"
	"runtime"
	"sync"
)

// writePieces writes n pieces in their order, and makes several of them at a time. It returns the first error of a piece or of w.
func writePieces(w io.Writer, n int, piece func(b *bytes.Buffer, i int) error) error {
	const size = 256 // how many pieces are made one after the other
	type share struct {
		bytes.Buffer
		err error
	}
	shares := make([]share, runtime.GOMAXPROCS(0))
	for at := 0; at < n; {
		var makers sync.WaitGroup
		for k := range shares {
			s, from, to := &shares[k], at, min(at+size, n)
			s.Reset()
			makers.Go(func() {
				for i := from; i < to && s.err == nil; i++ {
					s.err = piece(&s.Buffer, i)
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
