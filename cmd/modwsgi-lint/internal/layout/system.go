package layout

import (
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// A system is how a distribution lays Apache out.
type system struct {
	name       string
	main       string // the main file, absolute
	serverRoot string // compiled in or in the main file as shipped
	program    string // httpd itself, absolute
	settings   string // shell-style assignments that the start script reads, absolute or beside the main file
	options    string // the variable of the settings that holds options such as "-D NAME"
	flags      string // the variable that holds names for -D
	modules    string // the variable that holds modules to load, without "mod_"
	builtin    []eval.Module
}

var (
	// base are the modules that every httpd has compiled in.
	base = []eval.Module{{ID: "core_module", Source: "core.c"}, {ID: "so_module", Source: "mod_so.c"}, {ID: "http_module", Source: "http_core.c"}}
	// usual are the modules that every server has, compiled in or loaded. Debian has them compiled in.
	usual = []eval.Module{
		{ID: "watchdog_module", Source: "mod_watchdog.c"}, {ID: "log_config_module", Source: "mod_log_config.c"},
		{ID: "logio_module", Source: "mod_logio.c"}, {ID: "version_module", Source: "mod_version.c"}, {ID: "unixd_module", Source: "mod_unixd.c"},
	}
)

// systems are the layouts known. Of those that share a main file the ServerRoot decides, and then the order.
var systems = []system{
	{name: "Debian", main: "/etc/apache2/apache2.conf", serverRoot: "/etc/apache2", program: "/usr/sbin/apache2",
		settings: "envvars", options: "APACHE_ARGUMENTS", builtin: slices.Concat(base, usual)},
	{name: "Red Hat", main: "/etc/httpd/conf/httpd.conf", serverRoot: "/etc/httpd", program: "/usr/sbin/httpd",
		settings: "/etc/sysconfig/httpd", options: "OPTIONS", builtin: base},
	{name: "Docker", main: "/usr/local/apache2/conf/httpd.conf", serverRoot: "/usr/local/apache2",
		program: "/usr/local/apache2/bin/httpd", builtin: base},
	{name: "openSUSE", main: "/etc/apache2/httpd.conf", serverRoot: "/srv/www", program: "/usr/sbin/httpd",
		settings: "/etc/sysconfig/apache2", flags: "APACHE_SERVER_FLAGS", modules: "APACHE_MODULES", builtin: base},
	{name: "Alpine", main: "/etc/apache2/httpd.conf", serverRoot: "/var/www", program: "/usr/sbin/httpd", builtin: base},
	{name: "Gentoo", main: "/etc/apache2/httpd.conf", serverRoot: "/usr/lib64/apache2", program: "/usr/sbin/apache2",
		settings: "/etc/conf.d/apache2", options: "APACHE2_OPTS", builtin: base},
	{name: "macOS", main: "/etc/apache2/httpd.conf", serverRoot: "/usr", program: "/usr/sbin/httpd", builtin: base},
	{name: "FreeBSD", main: "/usr/local/etc/apache24/httpd.conf", serverRoot: "/usr/local", program: "/usr/local/sbin/httpd", builtin: base},
	{name: "Homebrew", main: "/opt/homebrew/etc/httpd/httpd.conf", serverRoot: "/opt/homebrew/opt/httpd",
		program: "/opt/homebrew/bin/httpd", builtin: base},
	{name: "Homebrew", main: "/usr/local/etc/httpd/httpd.conf", serverRoot: "/usr/local/opt/httpd", program: "/usr/local/bin/httpd", builtin: base},
}

// elsewhere is the layout of a server that lies in no known place.
var elsewhere = system{name: "no known layout", builtin: base}

// systemOf returns the layout whose main file the absolute name main ends in, and what stands before that: the folder a captured
// tree lies in, "" for none. Root is the configured ServerRoot, "" if there is none. The layout is nil where none fits.
func systemOf(main, root string) (best *system, above string) {
	main = firstInstance(main)
	for i := range systems {
		s := &systems[i]
		cut, ok := strings.CutSuffix(main, s.main)
		if ok && (best == nil || s.serverRoot == root && best.serverRoot != root) {
			best, above = s, cut
		}
	}
	return best, above
}

// firstInstance makes /etc/apache2 of the /etc/apache2-NAME of a further instance, as Debian has them.
func firstInstance(main string) string {
	dir, base := path.Split(main)
	up, name := path.Split(path.Clean(dir))
	if base == "apache2.conf" && strings.HasPrefix(name, "apache2-") && strings.HasSuffix(up, "/etc/") {
		return up + "apache2/" + base
	}
	return main
}
