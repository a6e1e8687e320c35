package parser

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// site is text of at least the given size, as a machine with many virtual hosts has it.
func site(size int) string {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "# Managed by configuration management\n<VirtualHost *:80>\n    ServerName site-%05d.example.com\n", i)
		fmt.Fprintf(&b, "    DocumentRoot \"/srv/site-%05d/htdocs\"\n\n    # The daemon process must run as the application's own user\n", i)
		fmt.Fprintf(&b, "    WSGIDaemonProcess site-%05d \\\n        user=www-data group=www-data \\\n        processes=%d threads=%d\n", i, 1+r.IntN(4), 5*r.IntN(6))
		fmt.Fprintf(&b, "    WSGIScriptAlias / /srv/site-%05d/app/wsgi.py process-group=site-%05[1]d application-group=%%{GLOBAL}\n\n", i)
		for range 1 + r.IntN(3) {
			fmt.Fprintf(&b, "    <Directory /srv/site-%05d/static%d>\n        Options -Indexes +FollowSymLinks\n", i, r.IntN(9))
			b.WriteString("        AllowOverride None\n        Require all granted\n    </Directory>\n")
		}
		b.WriteString("</VirtualHost>\n\n")
	}
	return b.String()
}

// parseByHand makes the same tree of a text without faults with a stack in the place of the grammar.
func parseByHand(f *source.File) *File {
	tree := Parse(f)
	var in *Section
	body := &tree.body
	at := 0
	for l := range all(tree) {
		if int(l.start) > at {
			*body = append(*body, &Line{tree: tree, in: in.num(), start: int32(at), end: l.start})
		}
		at = int(l.end)
		switch l.Kind() {
		case Open:
			s := tree.newSection(l, in)
			l.in = in.num()
			*body = append(*body, s)
			in, body = s, &s.Body
		case Close:
			in.Close, in.end = l, l.end
			in = in.in
			l.in = in.num()
			body = &tree.body
			if in != nil {
				body = &in.Body
			}
		default:
			l.in = in.num()
			*body = append(*body, l)
		}
	}
	return tree
}

func BenchmarkParse(b *testing.B) {
	for _, size := range []int{2 << 10, 1 << 20, 50 << 20} {
		text := site(size)
		b.Run(fmt.Sprintf("%dkB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(source.NewFile("httpd.conf", text)).Body()
			}
		})
	}
}

// BenchmarkLines is what a file costs that is only replayed.
func BenchmarkLines(b *testing.B) {
	text := site(1 << 20)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(source.NewFile("httpd.conf", text))
	}
}

// BenchmarkGrammar says how many times the work of a parser by hand the grammar costs.
func BenchmarkGrammar(b *testing.B) {
	f := source.NewFile("httpd.conf", site(1<<20))
	var hand, grammar time.Duration
	for b.Loop() {
		runtime.GC()
		start := time.Now()
		parseByHand(f)
		middle := time.Now()
		Parse(f).Body()
		hand += middle.Sub(start)
		grammar += time.Since(middle)
	}
	b.ReportMetric(float64(grammar)/float64(hand), "times-by-hand")
}

func BenchmarkByHand(b *testing.B) {
	text := site(1 << 20)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		parseByHand(source.NewFile("httpd.conf", text))
	}
}
