// Package eval reads a configuration as httpd would: it replays the lines of the files in order, expands variables, follows
// Include, decides conditions, replays macros, and gives one ordered stream of directives that know where they came from.
//
// It follows httpd's read pass (ap_build_config_sub and its helpers). Where httpd stops at an error, eval notes the [Problem] and
// goes on. Where a condition cannot be known, in a fragment of a server or on another machine, it keeps the body and marks it as
// standing under a [Condition] that is Maybe.
package eval

import (
	"io/fs"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A Host is what is assumed of the machine that the configuration is for. Nothing else of the outside is seen by what stands above.
type Host struct {
	// Files is the machine's file system. As in io/fs, names have no leading slash: /etc/apache2 is "etc/apache2".
	// It must not follow symbolic links out of its root, and must refuse what is not a regular file or a folder.
	Files fs.ReadLinkFS
	// ServerRoot is the absolute folder that relative names start from until a ServerRoot directive says otherwise.
	ServerRoot string
	// Flags are the names given with httpd's -D. Variables are values for them, as Define gives.
	Flags     []string
	Variables map[string]string
	// Env is the environment httpd runs in, such as what Debian's envvars exports.
	Env map[string]string
	// Modules are loaded before the first line is read: the ones compiled in, and those the user vouches for.
	Modules []Module
	// Before are lines read before the main file, as httpd's -C gives them.
	Before []string
	// Open says that the text is a fragment: modules, flags and variables may come from files that are not here. Then what
	// is not known to be so is Maybe, and not No.
	Open bool
	// Htaccess says that the text is an .htaccess file, with its own limits and contexts.
	Htaccess bool
	// HTTPD is the version for <IfVersion>, such as "2.4.71".
	HTTPD string
	// ModuleFiles says that the objects LoadModule names are on Files, so that one that is missing is httpd's error.
	ModuleFiles bool
	// MaxFileSize is the largest file read, in bytes; 0 means 256 MiB. All files together may have four times as much.
	MaxFileSize int64
}

// A Module is a module of httpd: its identifier for <IfModule wsgi_module>, its source for <IfModule mod_wsgi.c>.
type Module struct {
	ID, Source string
	File       string       // as LoadModule gave it, made absolute; empty for one compiled in
	At         *parser.Line // the LoadModule line; nil for one compiled in
}

// A Config is everything httpd would have read, in order.
type Config struct {
	Host Host
	// Directives is the stream: what httpd executes after reading, sections before their bodies, true conditionals, includes and
	// macros spliced in place.
	Directives []*Directive
	// ReadTime are the directives httpd executes while reading (Define, Include, LoadModule, Use …), in order.
	ReadTime []*Directive
	// Conditions are all conditional sections met, in order, also those that are false.
	Conditions []*Condition
	// Files are the trees of all files read, each once, in order of first reading; Macro bodies and false conditions included.
	Files []*parser.File
	// Includes are the openings of files, in order.
	Includes []Include
	// Modules are the modules loaded in the end.
	Modules []Module
	// Flags are the defined names in the end, false where a name may be defined or not; Variables are those with a value.
	Flags     map[string]bool
	Variables map[string]string
	// ServerRoot is the folder relative names start from in the end.
	ServerRoot string
	// Problems are what httpd's read pass refuses, in the order met: the first is the one httpd stops at.
	Problems []Problem
	// Elsewhere are the files and, in an open world, the macros that may well be there on the server, by the problem each would be. Whoever
	// knows the machine moves the files here.
	Elsewhere []Problem
	// Warnings are what httpd logs while reading and reads on.
	Warnings []Warning

	lifted []lifted
}

// A lifted is a virtual host that stands in another, and is read as standing beside it.
type lifted struct{ host, from *Directive }

// A Directive is one directive, or the opening of a section, as httpd executes it. There are very many, so that each of its words counts.
type Directive struct {
	*Spelling
	*Way
	// Syntax is the line as written.
	Syntax *parser.Line
	// In is the section around; nil at the top of the server.
	In *Directive

	expansion *expansion // nil where the line had no variable and stands in no macro
	args      int32      // where RawArgs begin in the expanded line
	index     int32      // in Config.Directives, if it is there
}

// A Spelling is how a directive's name is spelled.
type Spelling struct {
	// Name is in the spelling of httpd's own table where the module was known when the line was read, else as typed. A section's
	// begins with "<".
	Name string
}

// A Way is how the reader came to a directive, alike for its neighbours.
type Way struct {
	// Via is the innermost Include or Use; nil in the main file.
	Via *Frame
	// When is the innermost condition in force that could not be decided; nil where the directive is certain to be read.
	When *Condition
}

// An Arg is a word as the directive's handler gets it. The zero Arg is a word that is not there.
type Arg struct {
	Value string
	// Decl is the directive the word stands in.
	Decl *Directive
	// Start and End are the word's bytes in the directive's RawArgs, quotes included.
	Start, End int
	// Quote is the quote the word stands in, or 0.
	Quote byte
}

// A Frame is one step of the way to a directive.
type Frame struct {
	// Kind is "Include", "IncludeOptional" or "Use".
	Kind string
	// By is the line that took the reader on, Line its number as httpd reports it.
	By   *parser.Line
	Line int
	// Macro is the name of the macro used; empty for an include.
	Macro string
	// Outer is the step before; nil where By stands in the main file.
	Outer *Frame
	// Label is the file name httpd reports for what is read this way: the file's own, or
	// `macro 'm' (defined on line D of "F") used on line U of "F2"`.
	Label string
}

// A Truth is what is known of a condition.
type Truth int8

// The truths.
const (
	No Truth = iota
	Maybe
	Yes
)

// A Condition is a conditional section of the read pass: IfModule, IfDefine, IfVersion, IfFile, IfDirective, IfSection.
type Condition struct {
	// Kind is the section's name in httpd's spelling, such as "IfModule".
	Kind string
	// Test is what is asked, such as "mod_ssl.c", without the negation.
	Test    string
	Negated bool
	Truth   Truth
	Syntax  *parser.Line
	Via     *Frame
	// Refused says that httpd refuses the tag, so that nobody knows what is asked.
	Refused bool
	// Close is the closing tag; nil where the file ends first, which httpd accepts of a true condition alone.
	Close *parser.Line
	// Outer is the innermost undecided condition around this one.
	Outer *Condition
	// In is the section around.
	In *Directive

	guessed bool // to httpd it is a section like others
}

// An Include is a file opened.
type Include struct {
	Depth int          // 0 for the main file
	By    *parser.Line // the Include line; nil for the main file
	Line  int          // its number as httpd reports it, 0 for the main file
	File  *parser.File
}

// A Kind tells apart what those who tell of problems must.
type Kind int8

// The kinds.
const (
	Other    Kind = iota
	Unpaired      // a section that is not closed, or a closing tag that closes none
	MacroUse      // a Use that httpd cannot replay
	NoName        // no module can have a directive of that name
)

// A Problem is something httpd refuses to read, or that cannot be read.
type Problem struct {
	Kind Kind
	// At is the text at fault.
	At source.Span
	// Label and Line are the place httpd reports.
	Label string
	Line  int
	// Message is httpd's own text, where it has one.
	Message string
	// Own is what of Message is said of this problem, where httpd tells several in one message; else it is empty.
	Own string
	// Open is the condition that a closing tag of another name meets still open, such as "IfModule"; empty where there is none.
	Open string
	// In is the section around, of a closing tag that closes nothing and of a directive that may not stand in it; nil where that is not the matter.
	In *Directive
	// Text is the directive as it is read, of what Refused tells.
	Text string
	// Hint says more than httpd does: the other place, the remedy. It may be empty.
	Hint string
	Via  *Frame
	// Unreadable tells what cannot be opened (missing, a cycle, no permission, a device) from what is written wrong.
	Unreadable bool
	// Fatal says that httpd stops here. What eval itself refuses to follow, though httpd might, is not fatal.
	Fatal bool
	// When is the innermost undecided condition the problem stands under.
	When *Condition

	warnings, includes int // how many there were before

	// Of a closing tag that closes nothing: the section it names, and how many directives there were before.
	closes     string
	directives int
}

// A Warning is a message httpd logs while reading.
type Warning struct {
	Code    string // "AH00111"
	Message string
	At      source.Span
	Line    int
	Label   string
	Via     *Frame
	// Undefined is the variable that the warning says is not defined; empty in others.
	Undefined string
}
