package eval

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

// A handler executes a directive while it is read. It returns why httpd refuses it, or nil.
type handler func(lv *level, d *Directive, l line) *fault

// handlerOf returns what executes a read-time directive.
func handlerOf(known *directives.Directive) handler {
	switch known.Name {
	case "Define":
		return (*level).define
	case "UnDefine":
		return (*level).undefine
	case "ServerRoot":
		return (*level).setServerRoot
	case "DefaultRuntimeDir":
		return (*level).setRuntimeDir
	case "Include", "IncludeOptional":
		return (*level).include
	case "LoadModule":
		return (*level).loadModule
	case "LoadFile":
		return (*level).loadFile
	case "<IfVersion":
		return (*level).ifVersion
	case "<IfModule", "<IfDefine", "<IfFile", "<IfDirective", "<IfSection":
		return (*level).condition
	case "<Macro":
		return (*level).defineMacro
	case "Use":
		return (*level).useMacro
	case "UndefMacro":
		return (*level).undefMacro
	case "MacroIgnoreEmptyArgs", "MacroIgnoreBadNesting":
		return (*level).ignoreInMacros
	case perl.Name:
		return (*level).skipPerl
	}
	if strings.HasPrefix(known.Name, "<") {
		return (*level).skipBody
	}
	return func(*level, *Directive, line) *fault { return nil }
}

// help is what httpd's command tables say of the arguments of the read-time directives whose words invoke_cmd cuts.
func help(name string) string {
	switch name {
	case "Define":
		return "takes 1-2 arguments, Define a variable, optionally to a value.  Same as passing -D to the command line."
	case "UnDefine":
		return "takes one argument, Undefine the existence of a variable. Undo a Define."
	case "Include":
		return "takes one argument, Name(s) of the config file(s) to be included; fails if the wildcard does not match at least one file"
	case "IncludeOptional":
		return "takes one argument, Name or pattern of the config file(s) to be included; ignored if the file does not exist or the pattern does not match any files"
	case "ServerRoot":
		return "takes one argument, Common directory of server-related files (logs, confs, etc.)"
	case "DefaultRuntimeDir":
		return "takes one argument, Common directory for run-time files (shared memory, locks, etc.)"
	case "LoadModule":
		return "takes two arguments, a module name and the name of a shared object file to load it from"
	case "LoadFile":
		return "requires at least one argument, shared object file or library to load into the server at runtime"
	case "UndefMacro":
		return "takes one argument, Remove a macro definition."
	case "<IfVersion":
		return "takes one, two or three arguments, a comparison operator, a version (and a delimiter)"
	}
	return ""
}

// words cuts the arguments of a read-time directive: at least required words that are not empty, at most allowed words and nothing
// behind them (invoke_cmd). Optional words that are missing are "".
func words(d *Directive, required, allowed int) ([]string, *fault) {
	got := make([]string, allowed)
	pos := 0
	for i := range got {
		var w parser.Word
		w, pos = parser.CutWord(d.RawArgs(), pos)
		got[i] = w.Value
		if i < required && w.Value == "" {
			return nil, usage(d)
		}
	}
	if pos < len(d.RawArgs()) {
		f := usage(d)
		f.at, _ = d.Origin(pos, len(d.RawArgs()))
		return nil, f
	}
	return got, nil
}

func usage(d *Directive) *fault { return &fault{message: d.Name + " " + help(d.Name)} }

// define is httpd's set_define. The flag's name is compared as spelled, the variable's in any case.
func (lv *level) define(d *Directive, _ line) *fault {
	w, f := words(d, 1, 2)
	if f == nil {
		f = checkName(d, w[0])
	}
	if f != nil {
		return f
	}
	if lv.flags[w[0]] != Yes {
		lv.flags[w[0]] = lv.now()
	}
	if w[1] != "" {
		lv.vars[parser.LowerName(w[0])] = w[1]
	}
	return nil
}

// undefine is httpd's unset_define.
func (lv *level) undefine(d *Directive, _ line) *fault {
	w, f := words(d, 1, 1)
	if f == nil {
		f = checkName(d, w[0])
	}
	if f != nil {
		return f
	}
	if lv.now() == Yes {
		delete(lv.flags, w[0])
		delete(lv.vars, parser.LowerName(w[0]))
		if lv.host.Open {
			lv.flags[w[0]] = No
		}
	} else if lv.flags[w[0]] == Yes {
		lv.flags[w[0]] = Maybe
	}
	return nil
}

func checkName(d *Directive, name string) *fault {
	if strings.IndexByte(name, ':') < 0 {
		return nil
	}
	return &fault{message: "Variable name must not contain ':'", at: d.Arg(0).At()}
}

// now is how certain it is that what is being read takes effect. To httpd the body of a misspelt condition is that of a section, and read.
func (r *reader) now() Truth {
	if r.when.known() != nil {
		return Maybe
	}
	return Yes
}

// setServerRoot is httpd's set_server_root. What is relative starts from the folder that httpd was started in, which is taken to be the first
// ServerRoot. Whether the folder exists is asked only where the file system is the server's.
func (lv *level) setServerRoot(d *Directive, _ line) *fault {
	w, f := words(d, 1, 1)
	if f != nil {
		return f
	}
	name := mergePath(mergePath("/", lv.host.ServerRoot), w[0])
	if lv.host.ModuleFiles && !lv.files.isDir(name) {
		return &fault{message: "ServerRoot must be a valid directory", at: d.Arg(0).At()}
	}
	lv.serverRoot = name
	return nil
}

// setRuntimeDir is httpd's set_runtime_dir. A folder under /run is made when the server starts.
func (lv *level) setRuntimeDir(d *Directive, _ line) *fault {
	w, f := words(d, 1, 1)
	if f != nil || !lv.host.ModuleFiles {
		return f
	}
	name := lv.absolute(w[0])
	if lv.files.isDir(name) || strings.HasPrefix(name, "/run/") || strings.HasPrefix(name, "/var/run/") {
		return nil
	}
	return &fault{message: "DefaultRuntimeDir must be a valid directory, absolute or relative to ServerRoot", at: d.Arg(0).At()}
}
