package trace_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

const fixtures = "../../../fixtures/trace"

// TestFixtures compares Trace with the answers that fixtures hold, and those with the server's where there is one. A fixture is a configuration
// below the suite's prelude, and comment lines:
//
//	# ask: METHOD http://HOST[:PORT]PATH at ADDR:PORT -> STATUS X-HOST KIND ["WHAT" …]
//
// as answer.String writes them.
func TestFixtures(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(fixtures, "*.conf"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d fixtures, %v", len(paths), err)
	}
	back := backend(t)
	w := build(t, httpdtest.Dir(t), "modules", back)
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".conf"), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			asks, answers := parseAsks(t, string(text))
			w.modules = "modules"
			config := w.read(w.lay(t, parse(string(text))))
			for i, a := range asks {
				traced := trace.New(config, machine).Trace(a.request(w))
				if !knows(traced) {
					t.Errorf("%s: trace does not know: %s", a, strings.Join(traced.Unknown, "; "))
				}
				for _, differ := range w.compare(config, traced, answers[i]) {
					t.Errorf("%s: %s", a, differ)
				}
			}
			t.Run("server", func(t *testing.T) {
				httpd := httpdtest.Need(t, loaded...)
				w.modules = httpd.Modules
				s := httpd.Start(t, w.lay(t, parse(string(text))), w.ports[1])
				for i, a := range asks {
					if got := a.put(s, w); got.String() != answers[i].String() {
						t.Errorf("%s:\ngot  %s\nwant %s", a, got, answers[i])
					}
				}
			})
		})
	}
}

// parseAsks reads the comment lines of a fixture.
func parseAsks(t *testing.T, text string) (asks []ask, answers []answer) {
	for l := range strings.Lines(text) {
		l, ok := strings.CutPrefix(l, "# ask: ")
		if !ok {
			continue
		}
		question, told, ok := strings.Cut(strings.TrimSpace(l), " -> ")
		var a ask
		var url, at string
		_, err := fmt.Sscanf(question, "%s %s at %s", &a.method, &url, &at)
		host, isHTTP := strings.CutPrefix(url, "http://")
		slash := strings.IndexByte(host, '/')
		addr, port, _ := strings.Cut(at, ":")
		_, addrErr := netip.ParseAddr(addr)
		if !ok || err != nil || !isHTTP || slash < 0 || addrErr != nil || port != "%1%" && port != "%2%" {
			t.Fatalf("not understood: %s", l)
		}
		a.host, a.target, a.addr, a.port = host[:slash], host[slash:], addr, int(port[1]-'0')
		var b answer
		_, _ = fmt.Sscanf(told, "%d %s %s %q SCRIPT_NAME=%q PATH_INFO=%q group=%q application-group=%q sys.prefix=%q",
			&b.status, &b.host, &b.kind, &b.what, &b.name, &b.info, &b.group, &b.appGroup, &b.prefix)
		if told != "0" && b.String() != told {
			t.Fatalf("not understood: %s", told)
		}
		asks, answers = append(asks, a), append(answers, b)
	}
	if asks == nil {
		t.Fatal("asks nothing")
	}
	return asks, answers
}
