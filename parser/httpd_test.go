package parser_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/httpdtest"
)

// TestWordsOfHTTPD has the real server read values that Quote wrote, and words at random, as the values of Define, and compares.
func TestWordsOfHTTPD(t *testing.T) {
	server := httpdtest.Need(t, "mpm_event")
	r := rand.New(rand.NewPCG(7, 8))
	var conf, want strings.Builder
	fmt.Fprintf(&conf, "LoadModule mpm_event_module %s\nServerName localhost\nErrorLog /dev/null\n", server.Module("mpm_event"))
	for i := 0; i < 3000; {
		written, value := randomWord(r)
		if value != "" { // to Define, "" is no value
			fmt.Fprintf(&conf, "Define V%d %s\n", i, written)
			fmt.Fprintf(&want, "Define: V%d=%s\n", i, value)
			i++
		}
	}
	file := filepath.Join(httpdtest.Dir(t), "httpd.conf")
	if err := os.WriteFile(file, []byte(conf.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	ok, output := server.Check(file, "-D", "DUMP_RUN_CFG")
	if !ok {
		t.Fatal(output)
	}
	got := map[string]bool{}
	for line := range strings.Lines(output) {
		got[line] = true
	}
	for line := range strings.Lines(want.String()) {
		if !got[line] {
			t.Errorf("httpd does not say %q", line)
		}
	}
}

// randomWord returns a word as it may stand at the end of a line, and its value. Half of them Quote wrote.
func randomWord(r *rand.Rand) (written, value string) {
	pieces := strings.Split(`a|b|\|\\|"|'|\"|\'| |#|<|>|/|%|=|`+"\t|\v|\r|\u00e9|\xff", "|")
	var b strings.Builder
	for range 1 + r.IntN(8) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	text := b.String()
	if quote := [...]byte{0, '"', '\''}[r.IntN(3)]; r.IntN(2) == 0 {
		return parser.Quote(text, quote), text
	}
	text = strings.TrimRight(text, " \t\v\r") // as a line is
	words := parser.CutWords(text, 0)
	if len(words) != 1 || strings.HasSuffix(text, `\`) {
		return "", "" // not a word, or one that continues the line
	}
	return text, words[0].Value
}
