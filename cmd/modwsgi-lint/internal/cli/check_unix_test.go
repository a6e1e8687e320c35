//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// BenchmarkCheck lints whole servers. Where Apache is installed, of-httpd is the processor's time as a part of what `httpd -t` takes for the same.
func BenchmarkCheck(b *testing.B) {
	for _, n := range []int{1, 100, 1000, 10_000} {
		b.Run(fmt.Sprint(n, " hosts"), func(b *testing.B) {
			main := layHosts(b, n)
			b.ReportAllocs()
			before := spent(b, syscall.RUSAGE_SELF)
			for b.Loop() {
				var errs bytes.Buffer
				if code := Main([]string{"check", "--files", "off", main}, strings.NewReader(""), io.Discard, &errs); code != exitClean {
					b.Fatalf("exit code %d: %s", code, errs.String())
				}
			}
			each := (spent(b, syscall.RUSAGE_SELF) - before).Seconds() / float64(b.N)
			b.ReportMetric(each*1e9, "cpu-ns/op")
			httpd, err := httpdtest.Find()
			if err != nil {
				return
			}
			before = spent(b, syscall.RUSAGE_CHILDREN)
			if out, err := exec.Command(httpd.Path, "-t", "-f", main).CombinedOutput(); err != nil {
				b.Fatalf("%v: %s", err, out)
			}
			b.ReportMetric(each/(spent(b, syscall.RUSAGE_CHILDREN)-before).Seconds(), "of-httpd")
		})
	}
}

// spent is the time that the processors have worked for this process, or for its children.
func spent(b *testing.B, who int) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(who, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
