package lint

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// Syntax is the built-in rule for what httpd refuses to read.
var Syntax = &Rule{
	ID: "syntax", Family: "server", Severity: Error, Since: "0.1",
	Doc: Doc{
		Title: "Apache refuses to read this",
		Why: "Apache reads its whole configuration before it starts or reloads, and stops at the first thing it cannot read. A start fails; " +
			"a reload is refused while the old configuration keeps running, so that the fault shows at the next restart.\n\n" +
			"Directives of Apache's own modules are known by where they may stand and how many words they take. What they make of the words is not, " +
			"but for the commonest slips with ServerName, access control, aliases, redirects, proxies, rewriting and regular expressions. A line that begins " +
			"with what no module calls a directive, such as // or threads=5, is a comment or a continued line in another language's spelling; and a " +
			"name that is another's but for a slip is a slip, for no module has names so near to another's.\n\n" +
			"Apache names one fault a run. This rule names all of them, and the rest of the configuration is linted all the same. " +
			"Where the fault stands under a condition that cannot be decided here, it is a warning.",
		Log: []LogLine{
			{Text: "Syntax error on line N of FILE: MESSAGE"},
			{Text: "AH00526: Syntax error on line N of FILE:"},
		},
		Instead: "Correct the text the finding points at. `apachectl configtest` shows what Apache itself says.",
		Refs:    []string{"https://httpd.apache.org/docs/2.4/configuring.html"},
	},
}

// Unreadable is the built-in rule for files of the configuration that cannot be read.
var Unreadable = &Rule{
	ID: "unreadable", Family: "server", Severity: Error, Since: "0.1",
	Doc: Doc{
		Title: "A file of the configuration cannot be read",
		Why: "An `Include` names a file that is missing, that may not be read, that is not a regular file, or that includes itself. " +
			"Apache does not start with it. `IncludeOptional` and patterns are allowed to match nothing.\n\n" +
			"What such a file would have said is unknown, and other findings may be missing because of it.",
		Log: []LogLine{
			{Text: "Syntax error on line N of FILE: Could not open configuration file NAME: No such file or directory"},
			{Text: "Exceeded maximum include depth of 128, There appears to be a recursion."},
		},
		Instead: "Correct the name, or use `IncludeOptional` where the file need not be there. If the configuration is a copy from another machine, " +
			"say with `--root` where its file system lies.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/core.html#include"},
	},
}

// UnusedSuppression is the built-in rule for suppressing comments that have no effect.
var UnusedSuppression = &Rule{
	ID: "unused-suppression", Family: "server", Severity: Warning, Fixes: Safe, Since: "0.1",
	Doc: Doc{
		Title: "A comment for this linter has no effect",
		Seen:  "Nothing: Apache does not read comments.",
		Why: "A comment `# modwsgi-lint: ignore RULE -- reason` that suppresses nothing hides the next mistake, and tells readers of one " +
			"that is no longer there. A comment without a reason, or with a rule that does not exist, suppresses nothing.\n\n" +
			"Only rules that ran and know what they need are judged, such as the release of mod_wsgi, and only text that Apache reads: what stands under a condition that is false here may be needed elsewhere.",
		Instead: "Remove the comment or the rule's name in it, correct the name, or write ` -- ` and the reason.",
		Fix:     "Removes the name, or the whole comment where nothing else is left in it. Apache does not read comments.",
	},
}

// Builtin are the rules that [Run] itself speaks for: their Check is nil.
func Builtin() []*Rule { return []*Rule{Syntax, Unreadable, UnusedSuppression} }

// problem makes a finding of what the evaluator could not read. Where it stands under a condition that is not decided, or httpd might
// go on, it is a warning.
func problem(p eval.Problem, htaccess bool) Diagnostic {
	d := Diagnostic{Rule: Syntax, Severity: Error, At: p.At, Message: cmp.Or(p.Own, p.Message), Via: p.Via}
	if p.Unreadable {
		d.Rule = Unreadable
	}
	if p.Hint != "" {
		d.Message = strings.TrimSuffix(d.Message, ".") + "; " + p.Hint
	}
	if !p.Fatal || p.When != nil {
		d.Severity = Warning
		return d
	}
	d.Symptom = fmt.Sprintf("Apache refuses to start or reload: \"Syntax error on line %d of %s\"", p.Line, p.Label)
	if htaccess {
		d.Symptom = fmt.Sprintf("every request for this folder is answered 500, and the error log says \"%s: %s\"", p.Label, p.Message)
	}
	return d
}
