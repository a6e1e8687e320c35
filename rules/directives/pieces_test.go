package directives

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/options"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// daemonProcess reads a WSGIDaemonProcess with the given arguments.
func daemonProcess(args string) *eval.Directive {
	host := eval.Host{Files: fstest.MapFS{}, Open: true, Modules: []eval.Module{{ID: "wsgi_module", Source: "mod_wsgi.c"}}}
	return eval.ReadText(host, source.NewFile("/httpd.conf", "WSGIDaemonProcess "+args+"\n")).Directives[0]
}

func piecesOf(d *eval.Directive) []piece {
	a := options.Read(d.RawArgs(), 1)
	return pieces(nil, d, &a)
}

func TestPieces(t *testing.T) {
	type piece struct {
		Kind              pieceKind
		Name, Value, Text string
	}
	tests := []struct {
		args string
		want []piece
	}{
		{`g`, nil},
		{`g threads=5 home='/srv/a b'`, []piece{{option, "threads", "5", "threads=5"}, {option, "home", "/srv/a b", "home='/srv/a b'"}}},
		{`g threads= 5 x=`, []piece{{option, "threads", "5", "threads= 5"}, {option, "x", "", "x="}}},
		{`g threads =5 processes = 2 umask=7`, []piece{
			{spaced, "threads", "5", "threads =5"}, {spaced, "processes", "2", "processes = 2"}, {option, "umask", "7", "umask=7"}}},
		{`g threads =`, []piece{{spaced, "threads", "", "threads ="}}},
		{`g "home=/srv/a b" threads=5`, []piece{{quoted, "home", "/srv/a b", `"home=/srv/a b"`}, {option, "threads", "5", "threads=5"}}},
		{`g "home =/srv/a" 'x'`, []piece{{quoted, "home", "/srv/a", `"home =/srv/a"`}, {bare, "", "x", "'x'"}}},
		{`g "home=/srv`, []piece{{quoted, "home", "/srv", `"home=/srv`}}},
		{`g threads 5 umask=7`, []piece{{bare, "", "threads", "threads"}, {bare, "", "5", "5"}, {option, "umask", "7", "umask=7"}}},
		{`g =5 x=1`, []piece{{bare, "", "=5", "=5"}, {option, "x", "1", "x=1"}}},
		{`g a=1 # five b=2`, []piece{{option, "a", "1", "a=1"}}},
		{`g a=1 #`, []piece{{option, "a", "1", "a=1"}}},
		{`g a=${X} b=1 ${Y}`, []piece{{option, "b", "1", "b=1"}}},
		{`g a={{ x }} b=1`, []piece{{option, "b", "1", "b=1"}}},
		{`g a=@NAME@ b=a@b`, []piece{{option, "b", "a@b", "b=a@b"}}},
		{`g home=“/srv” b=1`, []piece{{option, "b", "1", "b=1"}}},
	}
	for _, tt := range tests {
		d := daemonProcess(tt.args)
		var got []piece
		for _, p := range piecesOf(d) {
			got = append(got, piece{p.kind, p.name, p.value.Value, p.text()})
			if at, exact := p.at(); !exact || at.Text() != p.text() {
				t.Errorf("%s: %s stands at %q", tt.args, p.text(), at.Text())
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.args, diff)
		}
	}
}

// FuzzPieces checks that pieces end, stand behind one another, and lie in the text.
func FuzzPieces(f *testing.F) {
	f.Add(`g threads =5 "home=/srv/a b" x y=`)
	f.Add(`g "a b" 'c=d' = =`)
	f.Fuzz(func(t *testing.T, args string) {
		config := eval.ReadText(eval.Host{Files: fstest.MapFS{}, Open: true}, source.NewFile("/httpd.conf", "WSGIDaemonProcess "+args))
		for _, d := range config.Directives {
			end := 0
			for _, p := range piecesOf(d) {
				if p.start < end || p.after > p.start || p.end() < p.start || p.end() > len(d.RawArgs()) {
					t.Fatalf("%q: piece %q at %d to %d, behind %d, after %d", d.RawArgs(), p.text(), p.start, p.end(), end, p.after)
				}
				end = p.end()
			}
		}
	})
}
