// Package directives says what each directive of httpd and mod_wsgi is: its spelling, its arguments, where it may stand.
package directives

// A Directive is an entry of a module's command table.
type Directive struct {
	Name     string // as registered; a section's begins with "<"
	Args     Style
	Override Override // where it may stand
	ReadTime bool     // executed while reading (EXEC_ON_READ)
	Modules  []string // the sources of the modules that register it, such as "mod_alias.c"
}

// A Style is how httpd cuts a directive's arguments (the cmd_how of its command table), such as "TAKE1".
type Style string

// An Override is httpd's req_override bits.
type Override uint16

// The bits.
const (
	OrLimit Override = 1 << iota
	OrOptions
	OrFileInfo
	OrAuthCfg
	OrIndexes
	OrUnset
	AccessConf
	RsrcConf
)
