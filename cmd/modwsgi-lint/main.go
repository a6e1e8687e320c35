// Command modwsgi-lint finds the mistakes in Apache httpd's configuration of mod_wsgi sites, and rewrites them.
package main

import (
	"os"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/cli"
)

func main() {
	useRoom()
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
