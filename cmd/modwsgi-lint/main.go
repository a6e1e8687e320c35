// Command modwsgi-lint finds the mistakes in Apache httpd's configuration of mod_wsgi sites, and rewrites them.
package main

import (
	"os"
	"runtime/debug"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/cli"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300) // a run keeps what it reads and then ends: collecting often is work for nothing
	}
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
