package eval_test

import (
	"fmt"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// A server is read from any file system. What comes out is what Apache would execute, each directive with the place it was written at.
func ExampleRead() {
	host := eval.Host{
		ServerRoot: "/etc/httpd",
		Files: fstest.MapFS{
			"etc/httpd/conf/httpd.conf": {Data: []byte("Define DOMAIN example.org\nInclude conf.d/*.conf\n")},
			"etc/httpd/conf.d/a.conf":   {Data: []byte("<VirtualHost *:80>\n  ServerName a.${DOMAIN}\n</VirtualHost>\n")},
		},
		Modules: []eval.Module{{ID: "core_module", Source: "core.c"}},
	}
	config := eval.Read(host, "/etc/httpd/conf/httpd.conf")
	for _, d := range config.Directives {
		file, line := d.Place()
		fmt.Printf("%s:%d: %s %s\n", file, line, d.Name, d.RawArgs())
	}
	name := config.Directives[1].Arg(0)
	fmt.Printf("%s was written %s\n", name.Value, name.At().Text())
	// Output:
	// /etc/httpd/conf.d/a.conf:1: <VirtualHost *:80>
	// /etc/httpd/conf.d/a.conf:2: ServerName a.example.org
	// a.example.org was written a.${DOMAIN}
}

// Reading goes on where Apache stops. The first problem that is fatal is Apache's own.
func ExampleConfig_problems() {
	config := read(eval.Host{}, "<Directory /srv>\n  Require all granted\n</VirtualHost>\n<Files x>\n")
	for _, p := range config.Problems {
		fmt.Printf("line %d: %s\n", p.Line, p.Message)
	}
	// Output:
	// line 3: Expected </Directory> but saw </VirtualHost>
	// line 1: /t.conf:4: <Files> was not closed.
	// /t.conf:1: <Directory> was not closed.
	// line 4: /t.conf:4: <Files> was not closed.
}
