package directives

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLookup(t *testing.T) {
	for _, want := range []Directive{
		{Name: "Alias", Args: Take12, Override: RsrcConf | AccessConf, Modules: []string{"mod_alias.c"}, NotIn: InDirectories | InFiles | InLimits},
		{Name: "SetHandler", Args: Take1, Override: OrFileInfo, Modules: []string{"core.c"}},
		{Name: "ServerName", Args: Take1, Override: RsrcConf, Modules: []string{"core.c"}},
		{Name: "order", Args: Take1, Override: OrLimit, Modules: []string{"mod_access_compat.c"}},
		{Name: "<Directory", Args: RawArgs, Override: RsrcConf, Modules: []string{"core.c"}},
		{Name: "<IfVersion", Args: Take123, Override: OrAll, ReadTime: true, Modules: []string{"mod_version.c"}},
		{Name: "Listen", Args: TakeArgv, Override: RsrcConf, Modules: []string{"event.c", "prefork.c", "worker.c"}, GlobalOnly: true},
		{Name: "SSLProxyMachineCertificateChainFile", Args: Take1, Override: RsrcConf | ProxyConf, Modules: []string{"mod_ssl.c"}},
		{Name: "ISAPICacheFile", Modules: []string{"mod_isapi.c"}}, // in the manual only
		{Name: "WSGIDaemonProcess", Args: RawArgs, Override: RsrcConf, Modules: []string{"mod_wsgi.c"}, Since: "1.0"},
		{Name: "WSGIPythonHome", Args: Take1, Override: RsrcConf, Modules: []string{"mod_wsgi.c"}, GlobalOnly: true, Since: "1.0"},
		{Name: "WSGICallableObject", Args: Take1, Override: OrFileInfo, Modules: []string{"mod_wsgi.c"}, Since: "1.0"},
		{Name: "WSGIAccessScript", Args: RawArgs, Override: OrAuthCfg, Modules: []string{"mod_wsgi.c"}, Since: "2.0"},
		{Name: "WSGIReloadMechanism", Args: Take1, Override: OrFileInfo, Modules: []string{"mod_wsgi.c"}, Since: "1.0", Removed: "3.0"},
		{Name: "WSGIServerGroup", Args: Take1, Override: RsrcConf | AccessConf, Modules: []string{"mod_wsgi.c"}, Since: "2.0c1", Removed: "2.0c4"},
	} {
		for _, name := range []string{want.Name, strings.ToLower(want.Name), strings.ToUpper(want.Name)} {
			got := Lookup(name)
			if got == nil {
				t.Errorf("Lookup(%q) knows nothing", name)
			} else if diff := cmp.Diff(want, *got); diff != "" {
				t.Errorf("Lookup(%q) (-want +got):\n%s", name, diff)
			}
		}
	}
}

func TestLookupUnknown(t *testing.T) {
	for _, name := range []string{"", "<", "Directory", "<Alias", "</Directory", "Alias ", "A\x00", "Nothing", "\u212aeepAlive", strings.Repeat("a", 1<<20)} {
		if d := Lookup(name); d != nil {
			t.Errorf("Lookup(%.20q) = %v, want nil", name, d)
		}
	}
}

// Every directive of every table can be looked up, which also shows that names are unique and short enough.
func TestAll(t *testing.T) {
	n, wsgi := 0, 0
	for d := range All() {
		n++
		if Lookup(d.Name) != d {
			t.Errorf("Lookup(%q) is another directive", d.Name)
		}
		if (d.Args == "") != (d.Override == 0) {
			t.Errorf("%s: arguments %q, but override %b", d.Name, d.Args, d.Override)
		}
		if slices.Contains(d.Modules, "mod_wsgi.c") {
			wsgi++
			if d.Since == "" {
				t.Errorf("%s: no release has it", d.Name)
			}
		}
	}
	if n != 814 || wsgi != 60 {
		t.Errorf("%d directives, %d of them mod_wsgi's; want 814 and 60", n, wsgi)
	}
}

func TestReadTime(t *testing.T) {
	want := strings.Fields(`
		<IfDefine <IfDirective <IfFile <IfModule <IfSection <IfVersion
		<LuaHookAccessChecker <LuaHookAuthChecker <LuaHookCheckUserID <LuaHookFixups <LuaHookMapToStorage
		<LuaHookPreTranslateName <LuaHookTranslateName <LuaHookTypeChecker <LuaQuickHandler <Macro
		DefaultRuntimeDir Define Include IncludeOptional LoadFile LoadModule LuaAuthzProvider
		MacroIgnoreBadNesting MacroIgnoreEmptyArgs ServerRoot UnDefine UndefMacro Use`)
	var got []string
	for d := range All() {
		if d.ReadTime {
			got = append(got, d.Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("executed while reading (-want +got):\n%s", diff)
	}
}

func TestTablesAreSorted(t *testing.T) {
	for i, table := range [][]Directive{slices.Concat(httpdToL, httpdFromM), modWSGI} {
		if !slices.IsSortedFunc(table, func(a, b Directive) int {
			return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
		}) {
			t.Errorf("table %d is not in the order of names", i)
		}
	}
}

func TestModuleSource(t *testing.T) {
	for id, want := range map[string]string{
		"core_module":        "core.c",
		"http_module":        "http_core.c",
		"so_module":          "mod_so.c",
		"mpm_event_module":   "event.c",
		"mpm_worker_module":  "worker.c",
		"mpm_prefork_module": "prefork.c",
		"ldap_module":        "util_ldap.c",
		"alias_module":       "mod_alias.c",
		"wsgi_module":        "mod_wsgi.c",
		"authz_host_module":  "mod_authz_host.c", // it has no directive
		"WSGI_module":        "",                 // httpd compares these exactly
		"mod_wsgi.c":         "",
		"":                   "",
	} {
		if got, ok := ModuleSource(id); got != want || ok != (want != "") {
			t.Errorf("ModuleSource(%q) = %q, %v; want %q", id, got, ok, want)
		}
	}
	for d := range All() {
		for _, source := range d.Modules {
			if !slices.ContainsFunc(modules, func(m module) bool { return m.source == source }) {
				t.Errorf("%s: %s is no module's source", d.Name, source)
			}
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Lookup("WSGIScriptAlias")
	}
}
