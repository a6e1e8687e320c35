package trace_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/trace"
)

const (
	// freshServers names the environment variable that asks for so many servers nobody has seen. Without it a few fixed ones are tried.
	freshServers = "MODWSGI_LINT_TRACE_SERVERS"
	// oneServer names the one that asks for the server of a seed again.
	oneServer = "MODWSGI_LINT_TRACE_SEED"
	// urlsAServer names the one that says how many URLs each server is asked.
	urlsAServer  = "MODWSGI_LINT_TRACE_URLS"
	usualURLs    = 50
	fixedServers = 12
	maxReported  = 12   // disagreements that are made small and shown
	mustBeKnown  = 0.85 // share of answers that Trace must know
)

// TestDifferential asks random servers and compares with Trace, and with what the rules say of them.
func TestDifferential(t *testing.T) {
	httpd := httpdtest.Need(t, loaded...)
	c := court{httpd: httpd, back: backend(t), urls: usualURLs, seen: map[string]int{}}
	if n, err := strconv.Atoi(os.Getenv(urlsAServer)); err == nil {
		c.urls = n
	}
	next := make(chan uint64)
	var group sync.WaitGroup
	for range 3 {
		w := build(t, httpdtest.Dir(t), httpd.Modules, c.back)
		group.Go(func() {
			for seed := range next {
				t.Run(fmt.Sprint(seed), func(t *testing.T) { c.judge(t, w, seed) })
			}
		})
	}
	for _, seed := range seeds() {
		next <- seed
	}
	close(next)
	group.Wait()
	c.report(t)
	if c.differ > 0 {
		t.Errorf("%d disagreements, %d of them shown", c.differ, c.shown)
	}
}

func seeds() (all []uint64) {
	if seed, err := strconv.ParseUint(os.Getenv(oneServer), 10, 64); err == nil {
		return []uint64{seed}
	}
	if n, err := strconv.Atoi(os.Getenv(freshServers)); err == nil {
		fresh := httpdtest.Fresh()
		for range n {
			all = append(all, fresh.Uint64())
		}
		return all
	}
	for seed := range uint64(fixedServers) {
		all = append(all, seed)
	}
	return all
}

// A court counts what it tried, and shows the first disagreements.
type court struct {
	httpd *httpdtest.Binary
	back  int
	urls  int // a server

	sync.Mutex
	servers, refused, asked, known, differ, shown int
	seen                                          map[string]int
}

func (c *court) judge(t *testing.T, w *world, seed uint64) {
	conf := generate(seed)
	s, config := c.start(t, w, conf)
	if s == nil {
		return
	}
	g := &generator{Rand: newRand(seed + 1<<32)}
	tracer := trace.New(config, machine)
	asks := g.asks(conf, c.urls)
	var all []tried
	for _, a := range asks {
		r := tried{a, tracer.Trace(a.request(w)), a.put(s, w)}
		if r.got.status == 0 && knows(r.traced) {
			t.Errorf("seed %d: no answer to %s: %s\n%s", seed, a, r.got.what, conf)
			break
		}
		all = append(all, r)
	}
	found := findings(t, config)
	more, silent := g.witnesses(w, s, tracer, config, found, asks, all)
	all = append(all, more...)
	s.Stop(t)
	for _, what := range silent {
		t.Logf("seed %d: %s", seed, what) // no fault: rules are silent where they are not certain
	}
	for _, r := range all {
		if c.count(r, w.disagreement(config, found, r)) {
			c.show(t, w, seed, conf, r.ask)
		}
	}
}

// disagreement tells what the server's answer proves wrong.
func (w *world) disagreement(config *model.Config, found map[string][]*lint.Diagnostic, r tried) []string {
	return append(w.compare(config, r.traced, r.got), contradicted(found, r)...)
}

// start runs the server of a configuration and reads it; s is nil where httpd refuses it.
func (c *court) start(t *testing.T, w *world, conf config) (s *httpdtest.Server, config *model.Config) {
	path := w.lay(t, conf)
	s, err := c.httpd.TryStart(t, path, w.ports[1])
	c.Lock()
	defer c.Unlock()
	if err != nil {
		c.refused++
		return nil, nil
	}
	c.servers++
	return s, w.read(path)
}

// places are what makes two reasons differ that are one: where lines stand, and numbers.
var places = regexp.MustCompile(` at /\S*|<[^<>]*>|\d+|/tmp\S*`)

// count notes an answer and reports whether it is a disagreement to be shown.
func (c *court) count(r tried, differ []string) (show bool) {
	c.Lock()
	defer c.Unlock()
	c.asked++
	c.seen[fmt.Sprintf("%d %s", r.got.status, r.got.kind)]++
	if knows(r.traced) {
		c.known++
	} else {
		c.seen["unknown: "+places.ReplaceAllString(strings.Join(r.traced.Unknown[:1], ""), "")]++
	}
	if differ == nil {
		return false
	}
	c.differ++
	kind := "differs: " + kindOf(differ)
	c.seen[kind]++
	if c.seen[kind] > 1 || c.shown == maxReported {
		return false
	}
	c.shown++
	return true
}

// show makes a disagreement small and prints it as a fixture, with what the server answers.
func (c *court) show(t *testing.T, w *world, seed uint64, conf config, a ask) {
	var got answer
	var differ []string
	small := minimise(conf, func(smaller config) bool {
		if !tellsHosts(smaller) {
			return false
		}
		s, config := c.start(t, w, smaller)
		if s == nil {
			return false
		}
		defer s.Stop(t)
		r := tried{a, trace.New(config, machine).Trace(a.request(w)), a.put(s, w)}
		d := w.disagreement(config, findings(t, config), r)
		if d == nil || differ != nil && kindOf(d) != kindOf(differ) {
			return false
		}
		got, differ = r.got, d
		return true
	})
	t.Errorf("seed %d\n# ask: %s -> %s\n%s\n%s", seed, a, got, small, strings.Join(differ, "\n"))
}

// kindOf is what differs, without values in quotes.
func kindOf(differ []string) string {
	kind, _, _ := strings.Cut(differ[0], `"`)
	return kind
}

func (c *court) report(t *testing.T) {
	t.Logf("%d servers (httpd refused %d), %d URLs, %d answers known (%.1f %%), %d disagreements", c.servers, c.refused, c.asked, c.known,
		100*float64(c.known)/float64(max(1, c.asked)), c.differ)
	for _, kind := range slices.Sorted(maps.Keys(c.seen)) {
		t.Logf("%6d %s", c.seen[kind], kind)
	}
	if float64(c.known) < mustBeKnown*float64(c.asked) {
		t.Errorf("too little is known")
	}
}
