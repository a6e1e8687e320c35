package wsgi

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

func TestLookup(t *testing.T) {
	for d := range All() {
		for _, name := range []string{d.Name, strings.ToLower(d.Name), strings.ToUpper(d.Name)} {
			if Lookup(name) != d {
				t.Errorf("Lookup(%q) is another directive", name)
			}
		}
		for i := range d.Options {
			if o := &d.Options[i]; d.Option(o.Name) != o {
				t.Errorf("%s: Option(%q) is another option", d.Name, o.Name)
			}
		}
	}
	for _, name := range []string{"", "WSGI", "WSGIServerGroup", "WSGIInterpreterOptions", "Alias", "WSGIScriptAliasMatc", "WSGIScriptAliasMatchx"} {
		if d := Lookup(name); d != nil {
			t.Errorf("Lookup(%q) = %s, want nil", name, d.Name)
		}
	}
}

// TestSameDirectives checks that this table and httpd's view of mod_wsgi know the same directives, those of release candidates aside.
func TestSameDirectives(t *testing.T) {
	var here, there []string
	for d := range All() {
		here = append(here, d.Name)
	}
	for d := range directives.All() {
		if slices.Contains(d.Modules, "mod_wsgi.c") && !strings.Contains(d.Since, "c") {
			there = append(there, d.Name)
		}
	}
	if diff := cmp.Diff(there, here); diff != "" {
		t.Errorf("package directives (-) and this one (+):\n%s", diff)
	}
}

func TestOptions(t *testing.T) {
	tests := []struct {
		directive, option string
		release           Release
		want              bool
	}{
		{"WSGIDaemonProcess", "threads", Release{3, 4}, true},
		{"WSGIDaemonProcess", "startup-timeout", Release{4, 5, 5}, false},
		{"WSGIDaemonProcess", "startup-timeout", Release{4, 5, 6}, true},
		{"WSGIDaemonProcess", "newrelic-environment", Release{5, 0, 2}, true},
		{"WSGIDaemonProcess", "newrelic-environment", Release{6, 0, 0}, false},
		{"WSGIDaemonProcess", "response-flush-delay", Release{6, 0, 1}, false},
		{"WSGIDaemonProcess", "response-flush-delay", Release{6, 0, 2}, true},
		{"WSGIScriptAlias", "process-group", Release{3, 4}, true},
		{"WSGIScriptAliasMatch", "process-group", Release{4, 5, 24}, false},
		{"WSGIScriptAliasMatch", "process-group", Release{4, 6, 0}, true},
		{"WSGIScriptAliasMatch", "callable-object", Release{3, 4}, true},
		{"WSGIImportScript", "application-group", Release{3, 4}, true},
	}
	for _, tt := range tests {
		o := Lookup(tt.directive).Option(tt.option)
		if o == nil {
			t.Errorf("%s has no %s", tt.directive, tt.option)
		} else if got := o.In(tt.release); got != tt.want {
			t.Errorf("%s %s= in %v: %v, want %v", tt.directive, tt.option, tt.release, got, tt.want)
		}
	}
	for _, name := range []string{"Threads", "process-group", ""} {
		if o := Lookup("WSGIDaemonProcess").Option(name); o != nil {
			t.Errorf("WSGIDaemonProcess is said to have %q", name)
		}
	}
}

func TestRefuses(t *testing.T) {
	daemon, newest := Lookup("WSGIDaemonProcess"), Release{6, 0, 5}
	tests := []struct {
		value   Value
		text    string
		release Release
		want    string
	}{
		{daemon.Option("threads").Value, "0", Release{4, 5, 24}, "is less than 1"},
		{daemon.Option("threads").Value, "0", Release{4, 6, 0}, ""},
		{daemon.Option("threads").Value, "two", Release{4, 5, 24}, "is read as 0, less than 1"},
		{daemon.Option("threads").Value, "99999", newest, "is more than 65533"},
		{daemon.Option("threads").Value, "", newest, "is empty"},
		{daemon.Option("header-buffer-size").Value, "32k", newest, "is read as 32, less than 8192, and not 0"},
		{daemon.Option("umask").Value, "0999", newest, "is not an octal number"},
		{daemon.Option("server-metrics").Value, "yes", newest, "is not On or Off"},
		{daemon.Option("home").Value, "srv", newest, "does not begin with a slash"},
		{daemon.Option("user").Value, "", newest, "is empty"},
		{daemon.Option("display-name").Value, "", newest, ""},
		{Lookup("WSGIMapHEADToGET").Value, "auto", newest, ""},
		{Lookup("WSGIMapHEADToGET").Value, "yes", newest, "is not On, Off or Auto"},
		{Lookup("WSGIPythonHashSeed").Value, "4294967296", newest, "is not random or an integer from 0 to 4294967295"},
		{Lookup("WSGIPythonOptimize").Value, "abc", newest, ""},
		{Lookup("WSGISwitchInterval").Value, "0", newest, "is not above 0"},
		{Lookup("WSGISwitchInterval").Value, "abc", newest, "is not a number"},
		{Lookup("WSGISwitchInterval").Value, "inf", newest, ""},
		{Lookup("WSGISlowRequests").Value, "-1", newest, "is negative"},
		{Lookup("WSGISlowRequests").Value, "abc", newest, ""},
	}
	for _, tt := range tests {
		if got := tt.value.Refuses(tt.text, tt.release); got != tt.want {
			t.Errorf("%q in %v: %q, want %q", tt.text, tt.release, got, tt.want)
		}
	}
}

func TestNumber(t *testing.T) {
	tests := []struct {
		text string
		kind Kind
		n    int64
		rest string
	}{
		{"5", Integer, 5, ""},
		{" +5s", Integer, 5, "s"},
		{"-1", Integer, -1, ""},
		{"abc", Integer, 0, "abc"},
		{"-", Integer, 0, "-"},
		{"1.5", Integer, 1, ".5"},
		{"0x10", Integer, 0, "x10"},
		{"99999999999", Integer, 1215752191, ""},
		{"99999999999", Integer64, 99999999999, ""},
		{"99999999999999999999", Integer, -1, ""},
		{"99999999999999999999", Integer64, 1<<63 - 1, ""},
	}
	for _, tt := range tests {
		v := Value{Kind: tt.kind}
		if n, rest := v.Number(tt.text); n != tt.n || rest != tt.rest {
			t.Errorf("%q: %d, %q; want %d, %q", tt.text, n, rest, tt.n, tt.rest)
		}
	}
}
