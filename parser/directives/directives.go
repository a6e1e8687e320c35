// Package directives says what each directive of httpd and mod_wsgi is: its spelling, its arguments, where it may stand.
//
// httpd's part was read from the command tables of a running 2.4.71 with every module of its release, mod_wsgi's from the sources
// of all its releases. A directive that is not here belongs to another module or to nobody.
package directives

// A Directive is an entry of a module's command table.
type Directive struct {
	Name     string // as registered; a section's begins with "<"
	Args     Style
	Override Override // where it may stand
	ReadTime bool     // executed while reading (EXEC_ON_READ)
	Modules  []string // the sources of the modules that register it, such as "mod_alias.c"; none where that is not known

	// What its handler refuses besides (ap_check_cmd_context).
	GlobalOnly bool   // that it stands inside <VirtualHost> (GLOBAL_ONLY)
	NotIn      Places // that it stands in such a section, at any depth

	// What only mod_wsgi's directives have.
	Since   string // the first release that has it; a candidate such as "2.0c1" where no release had it
	Removed string // the first release that has it no more; empty if the newest does
}

// A Style is how httpd cuts a directive's arguments: the cmd_how of its command table. It is empty for the few directives,
// of other platforms than Unix, that are known by httpd's manual alone; their Override is 0.
type Style string

// The styles.
const (
	RawArgs  Style = "RAW_ARGS" // the handler cuts them itself
	Take1    Style = "TAKE1"
	Take2    Style = "TAKE2"
	Take3    Style = "TAKE3"
	Take12   Style = "TAKE12" // one or two
	Take13   Style = "TAKE13"
	Take23   Style = "TAKE23"
	Take123  Style = "TAKE123"
	TakeArgv Style = "TAKE_ARGV" // any number
	Iterate  Style = "ITERATE"   // one or more, each for itself
	Iterate2 Style = "ITERATE2"  // one, then one or more, each for itself with the first
	Flag     Style = "FLAG"      // On or Off
	NoArgs   Style = "NO_ARGS"
)

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
	ProxyConf

	OrAll = OrLimit | OrOptions | OrFileInfo | OrAuthCfg | OrIndexes
)

// What may stand outside sections and in a virtual host, what in the sections of folders and the like, and what in those of proxies
// (ap_check_cmd_context, proxysection).
const (
	InServer = RsrcConf | OrAll&^(OrAuthCfg|OrLimit)
	InFolder = OrAll | AccessConf
	InProxy  = InFolder | ProxyConf
)

// Places are sections that are alike to handlers.
type Places uint8

// The places.
const (
	InDirectories Places = 1 << iota // <Directory> and its Match form (NOT_IN_DIRECTORY)
	InLocations                      // NOT_IN_LOCATION
	InFiles                          // NOT_IN_FILES, which is <If> too
	InLimits                         // <Limit>, <LimitExcept>, and those of Require (NOT_IN_LIMIT)
)
