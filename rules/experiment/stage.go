package experiment

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// A stage is the folder an experiment plays in: what the fixture calls /srv and /var/www is below
// it, and so is the configuration. Every port of the fixture and of its URLs has a free one in its
// place.
type stage struct {
	dir    string
	ports  map[int]int // the fixture's port → the real one; 80 always
	source string      // the folder of the fixture's main file
	fixed  bool        // the fixture's form
}

// conf is where the stage keeps the fixture's files.
const conf = "conf"

var (
	root       = regexp.MustCompile(`(^|[^\w./-])(/srv|/var/www)\b`)
	hostPort   = regexp.MustCompile(`(?mi)^([ \t]*<VirtualHost[ \t].*)$`)
	portInTag  = regexp.MustCompile(`:(\d+)\b`)
	listen     = regexp.MustCompile(`(?mi)^([ \t]*Listen[ \t]+)(?:\S*:)?(\d+)\b`)
	serverRoot = regexp.MustCompile(`(?mi)^([ \t]*ServerRoot[ \t]+).*$`)
)

// mapped reports whether the stage has a place for the path.
func mapped(path string) bool { return root.MatchString(path) && path[0] == '/' }

// set makes the stage for one form of a fixture: the files of its configuration, and what the
// experiment requires.
func set(t *testing.T, e Experiment, form Form, files map[string][]byte) *stage {
	t.Helper()
	s := &stage{dir: httpdtest.Dir(t), ports: map[int]int{}, source: filepath.Dir(e.File), fixed: form == After}
	ports := e.ports()
	for _, text := range files {
		ports = append(ports, fixturePorts(string(text))...)
	}
	for _, port := range ports {
		if s.ports[port] == 0 {
			s.ports[port] = httpdtest.FreePort(t)
		}
	}
	if err := s.fill(e, files); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *stage) fill(e Experiment, files map[string][]byte) error {
	for _, dir := range []string{"srv", "var/www", "run", "logs", conf} {
		if err := os.MkdirAll(filepath.Join(s.dir, dir), 0o755); err != nil {
			return err
		}
	}
	for _, required := range e.Server {
		if err := required.build(s); err != nil {
			return fmt.Errorf("%s: %w", e.File, err)
		}
	}
	for name, text := range files {
		path := filepath.Join(s.dir, conf, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(s.into(string(text))), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// fixturePorts lists the ports of virtual hosts and Listen lines.
func fixturePorts(text string) []int {
	var ports []int
	for _, tag := range hostPort.FindAllString(text, -1) {
		for _, m := range portInTag.FindAllStringSubmatch(tag, -1) {
			ports = append(ports, number(m[1]))
		}
	}
	for _, m := range listen.FindAllStringSubmatch(text, -1) {
		ports = append(ports, number(m[2]))
	}
	return ports
}

// number reads digits; what is no port at all becomes 0 and stays as it is.
func number(digits string) int {
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}

// place is where a path of the fixture really is.
func (s *stage) place(path string) string { return filepath.Join(s.dir, path) }

// into maps the paths and ports of a fixture's text to the stage's.
func (s *stage) into(text string) string {
	text = root.ReplaceAllString(text, "${1}"+s.dir+"${2}")
	text = serverRoot.ReplaceAllString(text, "${1}"+filepath.Join(s.dir, conf))
	text = hostPort.ReplaceAllStringFunc(text, func(tag string) string {
		return portInTag.ReplaceAllStringFunc(tag, func(port string) string {
			return s.port(port[1:], ":")
		})
	})
	return listen.ReplaceAllStringFunc(text, func(line string) string {
		m := listen.FindStringSubmatch(line)
		return m[1] + s.port(m[2], "127.0.0.1:")
	})
}

func (s *stage) port(digits, before string) string {
	if real := s.ports[number(digits)]; real != 0 {
		return before + strconv.Itoa(real)
	}
	return before + digits
}

// back maps what a server said to the fixture's paths and ports. A URL's default port goes.
func (s *stage) back(text string) string {
	pairs := []string{s.dir + "/" + conf + "/", "", s.dir, ""}
	for _, port := range slices.Sorted(maps.Keys(s.ports)) {
		shown := ":" + strconv.Itoa(port)
		if port == 80 || port == 443 {
			shown = ""
		}
		pairs = append(pairs, ":"+strconv.Itoa(s.ports[port]), shown)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
