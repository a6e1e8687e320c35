// Command gen writes the tables of package directives from two JSON files of facts: httpd's directives and mod_wsgi's.
//
//	go run ./parser/directives/internal/gen -httpd FILE -modwsgi FILE
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"go/format"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	httpd := flag.String("httpd", "", "facts about httpd's directives, JSON `FILE`")
	modWSGI := flag.String("modwsgi", "", "facts about mod_wsgi's directives, JSON `FILE`")
	out := flag.String("out", "parser/directives", "`DIR` to write the tables to")
	flag.Parse()
	if err := run(*httpd, *modWSGI, *out); err != nil {
		log.Fatal(err)
	}
}

func run(httpd, modWSGI, out string) error {
	h, err := readHTTPD(httpd)
	if err != nil {
		return err
	}
	w, err := readModWSGI(modWSGI)
	if err != nil {
		return err
	}
	m := slices.IndexFunc(h, func(d entry) bool { return d.key() >= "m" })
	for name, text := range map[string]string{
		"table_httpd_l.go": table("httpdToL", "httpd's sections and its directives from A to L", h[:m]),
		"table_httpd_m.go": table("httpdFromM", "httpd's directives from M on", h[m:]),
		"table_modwsgi.go": table("modWSGI", "mod_wsgi's directives", w),
		"table_modules.go": modules(h),
	} {
		if err := write(filepath.Join(out, name), text); err != nil {
			return err
		}
	}
	return nil
}

// An entry is one directive, its bits still by name.
type entry struct {
	name, args, since, removed string
	override                   []string
	readTime, globalOnly       bool
	notIn                      string
	modules                    []module
}

type module struct {
	Source string `json:"source"`
	ID     string `json:"id"`
}

// key is what the tables are sorted by.
func (e entry) key() string { return strings.ToLower(e.name) }

func read(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func readHTTPD(file string) ([]entry, error) {
	var facts struct {
		Directives []struct {
			Name         string   `json:"name"`
			Section      bool     `json:"section"`
			Modules      []module `json:"modules"`
			Args         string   `json:"args"`
			OverrideBits []string `json:"override_bits"`
			Contexts     []string `json:"contexts"`
			ExecOnRead   bool     `json:"exec_on_read"`
		} `json:"directives"`
	}
	if err := read(file, &facts); err != nil {
		return nil, err
	}
	var entries []entry
	for _, d := range facts.Directives {
		if slices.ContainsFunc(d.Modules, func(m module) bool { return m.ID == "wsgi_module" }) {
			continue // the other file knows more
		}
		override := slices.DeleteFunc(d.OverrideBits, func(bit string) bool { return bit == "EXEC_ON_READ" })
		if slices.Contains(d.Contexts, "proxy section") { // the server was not asked for this bit
			override = append(override, "PROXY_CONF")
		}
		name := registered(d.Name, d.Section)
		entries = append(entries, entry{
			name: name, args: d.Args, override: override, readTime: d.ExecOnRead, modules: d.Modules,
			globalOnly: slices.Contains(globalOnly, name), notIn: refusing(name),
		})
	}
	return sorted(entries), nil
}

// globalOnly are the directives that httpd 2.4.71, asked about each, refuses in a virtual host only when it executes them.
var globalOnly = strings.Fields(`<AuthnProviderAlias <AuthzProviderAlias AcceptFilter AsyncRequestWorkerFactor ChrootDir CoreDumpDirectory ExtendedStatus
	GlobalLog GracefulShutdownTimeout Group Listen ListenBacklog ListenCoresBucketsRatio ListenTCPDeferAccept MaxClients MaxConnectionsPerChild MaxMemFree
	MaxRequestsPerChild MaxRequestWorkers MaxSpareThreads MinSpareThreads Mutex PidFile ReceiveBufferSize RegexDefaultOptions RegisterHttpMethod
	ScoreBoardFile ScriptSock SeeRequestTail SendBufferSize ServerLimit ServerTokens SSLCryptoDevice SSLFIPS SSLPassPhraseDialog SSLRandomSeed
	SSLSessionCache SSLStaplingCache SSLVHostSNIPolicy StartServers Suexec ThreadLimit ThreadsPerChild ThreadStackSize User WatchdogInterval`)

// notIn are those it refuses in sections that the rest of their entry allows.
var notIn = map[string]string{
	"InLocations | InLimits":             "<Files <FilesMatch MultiviewsMatch",
	"InLimits":                           "<If <ElseIf <Else",
	"InDirectories | InFiles | InLimits": "Alias ScriptAlias ProxyPass ProxyPassMatch ProxyPassReverse CacheEnable CacheDisable",
}

func refusing(name string) string {
	for places, names := range notIn {
		if slices.Contains(strings.Fields(names), name) {
			return places
		}
	}
	return ""
}

func readModWSGI(file string) ([]entry, error) {
	var facts struct {
		Directives []struct {
			Name           string `json:"name"`
			Section        bool   `json:"section"`
			ArgStyle       string `json:"arg_style"`
			ReqOverride    string `json:"req_override"`
			GlobalOnly     bool   `json:"global_only_check"`
			Since          string `json:"since"`
			SinceRelease   string `json:"since_release"`
			Removed        string `json:"removed"`
			RemovedRelease string `json:"removed_release"`
		} `json:"directives"`
	}
	if err := read(file, &facts); err != nil {
		return nil, err
	}
	var entries []entry
	for _, d := range facts.Directives {
		entries = append(entries, entry{
			name: registered(d.Name, d.Section), args: d.ArgStyle, override: strings.Split(d.ReqOverride, "|"), globalOnly: d.GlobalOnly,
			since: cmp.Or(d.SinceRelease, d.Since), removed: cmp.Or(d.RemovedRelease, d.Removed),
			modules: []module{{Source: "mod_wsgi.c"}},
		})
	}
	return sorted(entries), nil
}

func registered(name string, section bool) string {
	if section {
		return "<" + name
	}
	return name
}

func sorted(entries []entry) []entry {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.key(), b.key()) })
	return entries
}

func table(variable, comment string, entries []entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "// %s is %s.\nvar %s = []Directive{\n", variable, comment, variable)
	for _, e := range entries {
		fmt.Fprintf(&b, "{Name: %q", e.name)
		field(&b, "Args", identifier(e.args))
		field(&b, "Override", bits(e.override))
		field(&b, "ReadTime", truth(e.readTime))
		field(&b, "Modules", sources(e.modules))
		field(&b, "GlobalOnly", truth(e.globalOnly))
		field(&b, "NotIn", e.notIn)
		field(&b, "Since", quoted(e.since))
		field(&b, "Removed", quoted(e.removed))
		b.WriteString("},\n")
	}
	b.WriteString("}\n")
	return b.String()
}

func modules(httpd []entry) string {
	all := []module{{ID: "wsgi_module", Source: "mod_wsgi.c"}}
	for _, e := range httpd {
		all = append(all, e.modules...)
	}
	slices.SortFunc(all, func(a, b module) int { return cmp.Compare(a.ID, b.ID) })
	var b strings.Builder
	b.WriteString("// modules is every module with directives, by its identifier.\nvar modules = []module{\n")
	for _, m := range slices.Compact(all) {
		fmt.Fprintf(&b, "{%q, %q},\n", m.ID, m.Source)
	}
	b.WriteString("}\n")
	return b.String()
}

// field writes a field of a struct literal, unless its value is the zero value, "".
func field(b *strings.Builder, name, value string) {
	if value != "" {
		fmt.Fprintf(b, ", %s: %s", name, value)
	}
}

func truth(v bool) string {
	if v {
		return "true"
	}
	return ""
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprintf("%q", s)
}

func sources(modules []module) string {
	if len(modules) == 0 {
		return ""
	}
	var names []string
	for _, m := range modules {
		names = append(names, quoted(m.Source))
	}
	return "[]string{" + strings.Join(names, ", ") + "}"
}

func bits(names []string) string {
	s := ""
	for _, name := range names {
		if s != "" {
			s += " | "
		}
		s += identifier(name)
	}
	return strings.Replace(s, "OrLimit | OrOptions | OrFileInfo | OrAuthCfg | OrIndexes", "OrAll", 1)
}

// identifier turns a name of httpd's into that of package directives: "RAW_ARGS" into "RawArgs".
func identifier(name string) string {
	switch name {
	case "OR_FILEINFO":
		return "OrFileInfo"
	case "OR_AUTHCFG":
		return "OrAuthCfg"
	}
	s := ""
	for _, part := range strings.Split(strings.ToLower(name), "_") {
		if part != "" {
			s += strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return s
}

func write(file, text string) error {
	var b bytes.Buffer
	b.WriteString("// Code generated by parser/directives/internal/gen. DO NOT EDIT.\n\npackage directives\n\n")
	b.WriteString(text)
	formatted, err := format.Source(b.Bytes())
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, formatted, 0o644)
}
