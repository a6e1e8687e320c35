package options

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
)

func TestRead(t *testing.T) {
	type option struct{ Name, Value, Text string }
	tests := []struct {
		text    string
		words   int
		want    []option
		wantEnd string // the junk
	}{
		{`blog`, 1, nil, ""},
		{`blog processes=2  home='/srv/a b'`, 1, []option{{"processes", "2", "processes=2"}, {"home", "/srv/a b", "home='/srv/a b'"}}, ""},
		{`/ /srv/x.wsgi process-group=g`, 2, []option{{"process-group", "g", "process-group=g"}}, ""},
		{`blog threads= 5 x=1`, 1, []option{{"threads", "5", "threads= 5"}, {"x", "1", "x=1"}}, ""},
		{`blog threads =5`, 1, nil, "threads"},
		{`blog "threads=5" x=1`, 1, []option{{`"threads`, `5"`, `"threads=5"`}, {"x", "1", "x=1"}}, ""},
		{`blog home=`, 1, []option{{"home", "", "home="}}, ""},
		{`blog a=1 # note`, 1, []option{{"a", "1", "a=1"}}, "#"},
		{`blog =1`, 1, nil, "=1"},
		{``, 1, nil, ""},
		{`blog a=1 a=2`, 1, []option{{"a", "1", "a=1"}, {"a", "2", "a=2"}}, ""},
		{`blog home="/srv`, 1, []option{{"home", "/srv", `home="/srv`}}, ""},
	}
	for _, tt := range tests {
		a := Read(tt.text, tt.words)
		begin := 0
		for _, w := range parser.CutWords(tt.text, 0)[:min(tt.words, len(parser.CutWords(tt.text, 0)))] {
			begin = w.End
		}
		if a.Begin != begin {
			t.Errorf("%s: the words end at %d, want %d", tt.text, a.Begin, begin)
		}
		var got []option
		for _, o := range a.Options {
			got = append(got, option{o.Name, o.Value.Value, tt.text[o.Start:o.End()]})
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: options (-want +got):\n%s", tt.text, d)
		}
		end := ""
		if a.Junk != nil {
			end = tt.text[a.Junk.Start:a.Junk.End]
		}
		if end != tt.wantEnd {
			t.Errorf("%s: junk %q, want %q", tt.text, end, tt.wantEnd)
		}
	}
}

// TestBefore checks that cutting from the end of the word before an option to its own end removes it and its blanks.
func TestBefore(t *testing.T) {
	text := "blog  a=1   home=/srv  b=2"
	a := Read(text, 1)
	o, i, ok := a.Last("home")
	if !ok {
		t.Fatal("no option home")
	}
	if got, want := text[:a.Before(i)]+text[o.End():], "blog  a=1  b=2"; got != want {
		t.Errorf("without home: %q, want %q", got, want)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("blog a=1 home='x y' junk", uint8(1))
	f.Add("/ \"a b\" x= \"", uint8(2))
	f.Fuzz(func(t *testing.T, text string, words uint8) {
		a := Read(text, int(words%4))
		end := 0
		for i, o := range a.Options {
			if o.Start < end || o.End() < o.Start || o.End() > len(text) || a.Before(i) > o.Start || text[o.Start:o.Start+len(o.Name)] != o.Name {
				t.Fatalf("option %+v has a wrong place", o)
			}
			end = o.End()
		}
	})
}
