package experiment

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

const (
	logLimit   = 3 * time.Second  // for a line to reach the log
	startLimit = 12 * time.Second // for a process to start and answer otherwise than unavailable
	pause      = 50 * time.Millisecond
)

// actors are one stage, and the server that plays on it once a step needs it.
type actors struct {
	*stage
	httpd  *httpdtest.Binary
	conf   string
	server *httpdtest.Server
}

func (a *actors) take(t *testing.T, step Step) error {
	t.Helper()
	if a.server == nil && !step.static() {
		a.server = a.httpd.Start(t, a.conf, a.ports[80])
	}
	switch expect := step.Expect.(type) {
	case Exchange:
		return a.exchange(expect)
	case LogLine:
		return a.logLine(expect)
	case Configtest:
		return a.configtest(expect)
	}
	return fmt.Errorf("no way to take %T", step.Expect)
}

func (a *actors) configtest(want Configtest) error {
	ok, output := a.httpd.Check(a.conf)
	if output = a.back(output); ok != want.Accepts || !strings.Contains(output, want.Text) {
		return fmt.Errorf("-t: accepted %v, said\n%s", ok, output)
	}
	return nil
}

// exchange asks again while the server says that it is not available, if it is expected to be: a
// slow machine may need more than Timeout for the first answer of a process.
func (a *actors) exchange(want Exchange) error {
	for deadline := time.Now().Add(startLimit); ; time.Sleep(pause) {
		answer := a.ask(want)
		err := want.compare(answer.Status, a.back(shown(answer)))
		if err == nil || !unavailable(answer.Status) || time.Now().After(deadline) {
			return err
		}
	}
}

func unavailable(status int) bool {
	return status == 0 || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

// ask sends the request to the port that stands for the URL's.
func (a *actors) ask(x Exchange) httpdtest.Answer {
	return a.server.Ask(httpdtest.Request{
		Method: x.Method, Host: x.URL.Host, Target: x.URL.RequestURI(), Header: x.Header, Port: a.ports[x.port()],
	})
}

// shown is the text of an answer: header lines, in order of name, and body.
func shown(answer httpdtest.Answer) string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(answer.Header)) {
		for _, value := range answer.Header[name] {
			fmt.Fprintf(&text, "%s: %s\n", name, value)
		}
	}
	return text.String() + "\n" + answer.Body
}

func (x Exchange) compare(status int, text string) error {
	if status != x.Status {
		return fmt.Errorf("%s %s: got %d, want %d\n%s", x.Method, x.URL, status, x.Status, text)
	}
	for _, part := range x.Texts {
		if !strings.Contains(text, part) {
			return fmt.Errorf("%s %s: the answer does not hold %q\n%s", x.Method, x.URL, part, text)
		}
	}
	return nil
}

// logLine waits for a line, or looks once for one that must not be there.
func (a *actors) logLine(want LogLine) error {
	for deadline := time.Now().Add(logLimit); ; time.Sleep(pause) {
		log := a.back(a.log())
		switch found := strings.Contains(log, want.Text); {
		case found != want.Absent:
			return nil
		case found:
			return fmt.Errorf("the log holds %q\n%s", want.Text, log)
		case time.Now().After(deadline):
			return fmt.Errorf("the log does not hold %q\n%s", want.Text, log)
		}
	}
}

// log is the main error log and every file a virtual host may write below the stage's logs.
func (a *actors) log() string {
	all := a.server.Log()
	files, _ := filepath.Glob(filepath.Join(a.dir, "logs", "*"))
	for _, name := range files {
		if text, err := os.ReadFile(name); err == nil {
			all += string(text)
		}
	}
	return all
}
