package report

import (
	"bytes"
	"io"
	"runtime"
	"sync"
)

// writePieces writes n pieces in their order, and makes several of them at a time. It returns the first error of w.
func writePieces(w io.Writer, n int, piece func(b *bytes.Buffer, i int)) error {
	const share = 256 // pieces that are made one after the other
	shares := make([]bytes.Buffer, runtime.GOMAXPROCS(0))
	for at := 0; at < n; {
		var makers sync.WaitGroup
		for k := range shares {
			shares[k].Reset()
			from, to := at, min(at+share, n)
			makers.Go(func() {
				for i := from; i < to; i++ {
					piece(&shares[k], i)
				}
			})
			at = to
		}
		makers.Wait()
		for k := range shares {
			if _, err := w.Write(shares[k].Bytes()); err != nil {
				return err
			}
		}
	}
	return nil
}
