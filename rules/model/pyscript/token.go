package pyscript

import "strings"

// A Kind is what a token is.
type Kind uint8

// The kinds of tokens.
const (
	Name   Kind = iota // keywords too
	Number             // as far as it looks like one
	String             // prefix and quotes included
	Op
)

// A Token is a piece of the script.
type Token struct {
	Kind       Kind
	start, end int32
}

// A line is a logical line: what stands between two ends of line that count.
type line struct {
	tokens []Token
	column int // of the first token, where a tab goes to the next multiple of 8
}

// A lexer cuts a text into logical lines as Python's tokenizer does. Broken says that Python would refuse the text, or that it has too many tokens.
type lexer struct {
	text     string
	at       int
	brackets []byte // that are open, as they are closed
	tokens   []Token
	column   int
	lines    []line
	comments []Token
	count    int // of tokens
	broken   bool
}

// operators of more than one byte, the longest first.
var operators = []string{
	"**=", "//=", ">>=", "<<=", "...",
	"==", "!=", "<=", ">=", "<>", "->", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=", "**", "//", ">>", "<<",
}

const (
	maxBrackets = 200     // that are open, as in Python
	maxTokens   = 200_000 // of a script
)

const blanks = " \t\f"

func (l *lexer) run() {
	l.indent()
	for !l.broken && l.at < len(l.text) {
		switch c := l.text[l.at]; {
		case c == '\n' || c == '\r':
			l.newline()
		case strings.IndexByte(blanks, c) >= 0:
			l.at++
		case c == '#':
			l.comment()
		case c == '\\':
			l.at++
			l.broken = l.at == len(l.text) || !l.skipEnd()
		case c == '"' || c == '\'':
			l.str(l.at)
		case isName(c) && !isDigit(c):
			l.name()
		case isDigit(c) || c == '.' && l.at+1 < len(l.text) && isDigit(l.text[l.at+1]):
			l.number()
		default:
			l.operator(c)
		}
	}
	l.endLine()
	l.broken = l.broken || len(l.brackets) > 0
}

// newline ends the logical line, unless a bracket is open.
func (l *lexer) newline() {
	l.skipEnd()
	if len(l.brackets) == 0 {
		l.endLine()
		l.indent()
	}
}

func (l *lexer) endLine() {
	if len(l.tokens) > 0 {
		l.lines = append(l.lines, line{l.tokens, l.column})
		l.tokens = nil
	}
}

// skipEnd skips an end of line: LF, CR LF or CR.
func (l *lexer) skipEnd() bool {
	rest := l.text[l.at:]
	switch {
	case strings.HasPrefix(rest, "\r\n"):
		l.at += 2
	case rest != "" && (rest[0] == '\n' || rest[0] == '\r'):
		l.at++
	default:
		return false
	}
	return true
}

// indent skips the blanks a line begins with.
func (l *lexer) indent() {
	l.column = 0
	for ; l.at < len(l.text); l.at++ {
		switch l.text[l.at] {
		case ' ':
			l.column++
		case '\t':
			l.column = (l.column/8 + 1) * 8
		case '\f':
			l.column = 0
		default:
			return
		}
	}
}

func (l *lexer) comment() {
	start := l.at
	l.toLineEnd()
	l.comments = append(l.comments, Token{start: int32(start), end: int32(l.at)})
}

func (l *lexer) toLineEnd() {
	if n := strings.IndexAny(l.text[l.at:], "\r\n"); n >= 0 {
		l.at += n
	} else {
		l.at = len(l.text)
	}
}

// name reads a name, or the string whose prefix it is.
func (l *lexer) name() {
	start := l.at
	for l.at < len(l.text) && isName(l.text[l.at]) {
		l.at++
	}
	if l.at < len(l.text) && (l.text[l.at] == '"' || l.text[l.at] == '\'') && isPrefix(l.text[start:l.at]) {
		l.str(start)
		return
	}
	l.add(Name, start)
}

func (l *lexer) number() {
	start := l.at
	for l.at < len(l.text) {
		c := l.text[l.at]
		sign := (c == '+' || c == '-') && strings.IndexByte("eE", l.text[l.at-1]) >= 0 && !strings.HasPrefix(strings.ToLower(l.text[start:l.at]), "0x")
		if !isName(c) && c != '.' && !sign {
			break
		}
		l.at++
	}
	l.add(Number, start)
}

func (l *lexer) operator(c byte) {
	start := l.at
	l.at++
	for _, op := range operators {
		if strings.HasPrefix(l.text[start:], op) {
			l.at = start + len(op)
			break
		}
	}
	switch {
	case l.text[start:l.at] == "!", strings.IndexByte("()[]{}", c) < 0 && strings.IndexByte("+-*/%@&|^~<>=!.,:;`", c) < 0:
		l.broken = true // no byte of Python outside strings
	case c == '{' && l.at < len(l.text) && (l.text[l.at] == '{' || l.text[l.at] == '%'):
		l.broken = true // a template that is not filled in
	}
	l.bracket(c)
	l.add(Op, start)
}

// bracket notes an opening one, and looks whether a closing one fits.
func (l *lexer) bracket(c byte) {
	if i := strings.IndexByte("([{", c); i >= 0 {
		l.brackets = append(l.brackets, ")]}"[i])
		l.broken = l.broken || len(l.brackets) > maxBrackets
		return
	}
	if strings.IndexByte(")]}", c) < 0 {
		return
	}
	last := len(l.brackets) - 1
	if last < 0 || l.brackets[last] != c {
		l.broken = true
		return
	}
	l.brackets = l.brackets[:last]
}

func (l *lexer) add(kind Kind, start int) {
	l.tokens = append(l.tokens, Token{kind, int32(start), int32(l.at)})
	l.count++
	l.broken = l.broken || l.count > maxTokens
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isName reports whether a name may have the byte. Those that are not ASCII are not told apart.
func isName(c byte) bool {
	return c == '_' || isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}
