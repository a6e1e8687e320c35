// Package experiment proves rules on a real Apache. A fixture of a rule says in its own comments
// what a running server must show, and this package builds that server and asks it. Only tests
// may import it.
//
// # Writing an experiment
//
// A fixture is a file, or a folder that starts at httpd.conf, with realistic names: everything on
// disk lies below /srv (or /var/www), hosts are names like blog.example, virtual hosts stand on
// *:80, *:443 or another port. Its fixed form is NAME.conf.fixed beside it; in a folder, each
// changed file has one. The experiment is comment lines, each complete on one line:
//
//	# server: venv /srv/blog/venv
//	# server: script /srv/blog/wsgi.py
//	# server: file /srv/blog/static/site.css "body{}"
//	# before: GET http://blog.example/ -> 504
//	# before: log "Timeout when reading response headers from daemon process 'blog'"
//	# after: GET http://blog.example/ -> 200 "sys.prefix=/srv/blog/venv\n"
//	# always: GET http://blog.example/static/site.css -> 200 "body{}"
//
// A line opens with what it is about:
//
//	server:    something that must exist, made before the server starts
//	before:    must be so with the fixture as it stands: the fault
//	after:     must be so with the fixed form: the fault is gone
//	always:    must be so with both. A silent twin, which has no fixed form, says only this
//	observed:  ids of recorded observations that prove what no single server here can show
//	source:    where in the source of httpd or mod_wsgi the claim is written, as free text
//
// What `server:` can make, folders above included:
//
//	venv PATH [X.Y]      a Python environment of the server's own Python, or of another, with the package mw_probe
//	package FOLDER       the package mw_probe in FOLDER, for a site-packages of any version
//	script PATH [LABEL]  a WSGI application that reports how it was reached, see below
//	cgi PATH [TEXT]      an executable CGI program that answers TEXT (or "cgi=PATH\n")
//	file PATH TEXT       a file with this content
//	copy PATH FILE       a copy of FILE, which stands beside the fixture; of FILE.fixed in the fixed form, if it is there
//	folder PATH          an empty folder
//	link PATH TARGET     a symbolic link, to something that need not be there
//	mode PATH OCTAL      what is there gets this mode; owner and mode want root, for Apache runs as www-data then
//	owner PATH OWNER     what is there goes to USER, or to USER:GROUP
//	without MODULE       nothing made: the server starts without mod_MODULE
//
// What `before:`, `after:` and `always:` can expect, tried in the order written:
//
//	METHOD URL ["Name: value"...] -> STATUS [TEXT...]   the answer, which holds each TEXT
//	METHOD URL ["Name: value"...] -> no answer          none within the client's patience
//	log TEXT                                            a line in the error log holds TEXT
//	no log TEXT                                         no line does, up to the server's end
//	-t accepts [TEXT]                                   `apache2 -t` is content, and says TEXT
//	-t refuses [TEXT]                                   it is not; no server is started then
//
// PATH, FILE, LABEL and URL are bare words. TEXT is quoted as in Go, so "…\n" can end a match at the
// end of a line; or it stands in backquotes. TEXT is looked for in the answer's headers ("Location: …") and
// body. An https URL is asked without encryption on the port that stands for 443.
//
// # What a script reports
//
// One `name=value` a line: script, label, SCRIPT_NAME, PATH_INFO, REMOTE_USER,
// HTTP_AUTHORIZATION, mod_wsgi.process_group, mod_wsgi.application_group, sys.prefix, sys.path,
// cwd, processes and threads (how many there are at most, and in each), package (yes or no: can
// mw_probe be imported) and package.from (the folder that gave it).
//
// # The server
//
// The fixture is included by a main configuration, see prelude.go, which is Debian's where it
// matters: `Require all denied` on /, granted on /srv and /var/www, `Options FollowSymLinks`,
// AllowOverride None. Timeout is one second, so that a dead daemon process is a 504 soon. /srv and
// the ports are really elsewhere; paths and ports are mapped in the fixture, and mapped back in
// everything a TEXT is compared with.
package experiment
