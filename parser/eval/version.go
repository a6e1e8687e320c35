package eval

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
)

const badVersion = "Version appears to be invalid. It must have the format major[.minor[.patch]] where major, minor and patch are numbers."

// ifVersion opens <IfVersion [op] version> (mod_version's start_ifversion). Its words are cut with the closing ">" in them, which is why
// that may be the third one.
func (lv *level) ifVersion(d *Directive, l line) *fault {
	c := &Condition{Kind: "IfVersion", Truth: Maybe}
	op, version, f := versionArgs(d)
	if f == nil {
		c.Test = strings.TrimSpace(op + " " + version)
		c.Negated = strings.HasPrefix(op, "!") && op != "!"
		c.Truth, f = lv.testVersion(op, version)
	}
	if c.Negated {
		c.Test = strings.TrimPrefix(c.Test, "!")
	}
	if f != nil {
		return lv.refuseTag(c, d, l, f)
	}
	lv.enter(c, d, l)
	return nil
}

// versionArgs finds the operator and the version.
func versionArgs(d *Directive) (op, version string, f *fault) {
	w, f := words(d, 1, 3)
	if f != nil {
		return "", "", f
	}
	n := len(parser.CutWords(d.RawArgs(), 0)) // an empty word is a word here
	a1, a2, a3 := w[0], w[1], w[2]
	if n < 2 {
		a1, a2 = "=", a1
	}
	if n < 3 && a2 == ">" {
		a1, a2, a3 = "=", a1, ">"
	}
	if a3 == ">" && a2 != "" {
		return a1, a2, nil
	}
	if !strings.HasSuffix(a2, ">") {
		return "", "", &fault{message: d.Name + "> directive missing closing '>'"}
	}
	return a1, a2[:len(a2)-1], nil
}

// testVersion compares the server's version. A version that is not known may be any.
func (lv *level) testVersion(op, version string) (Truth, *fault) {
	reverse := false
	o := op
	if strings.HasPrefix(o, "!") {
		reverse = true
		if len(o) > 1 {
			o = o[1:]
		}
	}
	switch o {
	case "=", "==", ">", ">=", "<", "<=", "~":
	default:
		return Maybe, &fault{message: "unrecognized operator '" + op + "'"}
	}
	var match Truth
	var f *fault
	switch {
	case o == "~":
		match, f = lv.matchVersion(version)
	case o[0] == '=' && strings.HasPrefix(version, "/"):
		re, ok := strings.CutSuffix(version[1:], "/")
		if !ok {
			return Maybe, &fault{message: "Missing delimiting / of regular expression."}
		}
		match, f = lv.matchVersion(re)
	default:
		match, f = lv.compareVersion(o, version)
	}
	if f == nil && reverse {
		match = Yes - match
	}
	return match, f
}

func (lv *level) compareVersion(op, version string) (Truth, *fault) {
	want, ok := parseVersion(version)
	if !ok {
		return Maybe, &fault{message: badVersion}
	}
	have, ok := parseVersion(lv.host.HTTPD)
	if !ok {
		return Maybe, nil
	}
	order := 0
	for i := range have {
		if have[i] != want[i] {
			order = 1
			if have[i] < want[i] {
				order = -1
			}
			break
		}
	}
	return truth(order == 0 && strings.Contains(op, "=") || order < 0 && op[0] == '<' || order > 0 && op[0] == '>'), nil
}

func truth(is bool) Truth {
	if is {
		return Yes
	}
	return No
}

// parseVersion reads up to three numbers with dots between. A number that is missing is 0.
func parseVersion(s string) (v [3]int, ok bool) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return v, false
	}
	parts := strings.Split(s, ".")
	if len(parts) > 3 && !(len(parts) == 4 && parts[3] == "") {
		return v, false
	}
	for i, p := range parts {
		if strings.Trim(p, "0123456789") != "" {
			return v, false
		}
		if i < 3 {
			v[i], _ = strconv.Atoi("0" + p) // too large a number is the largest
		}
	}
	return v, true
}

// matchVersion matches the version with a regular expression. httpd's are PCRE: what only they can say may be true or not.
func (lv *level) matchVersion(expression string) (Truth, *fault) {
	re, err := regexp.Compile(expression)
	var bad *syntax.Error
	switch {
	case err == nil && lv.host.HTTPD == "":
		return Maybe, nil
	case err == nil:
		return truth(re.MatchString(lv.host.HTTPD)), nil
	case errors.As(err, &bad):
		switch bad.Code {
		case syntax.ErrMissingBracket, syntax.ErrMissingParen, syntax.ErrUnexpectedParen, syntax.ErrMissingRepeatArgument, syntax.ErrTrailingBackslash:
			return Maybe, &fault{message: "Unable to compile regular expression"}
		}
	}
	return Maybe, nil
}
