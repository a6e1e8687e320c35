package wsgi

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Value is what an argument, or the value of an option, may be.
type Value struct {
	Kind  Kind
	Words []string // of a Choice; of a Whole, what may stand instead of a number
	// Limits are the numbers taken, the newest release's last; none where all are.
	Limits []Limit
	Unit   string // of a number: "seconds", "bytes"
}

// A Kind is how mod_wsgi reads a value.
type Kind uint8

// The kinds.
const (
	Text      Kind = iota // any text, even none
	Path                  // of a file or a folder; any text
	Paths                 // of folders, with colons between; any text
	Name                  // any text but none
	Absolute              // begins with a slash
	Choice                // one of Words, in any letter case
	Flags                 // several of Words, each with or without a sign; what Refuses is told is one, without
	Integer               // as C's atoi reads it: the digits it begins with; not empty
	Integer64             // the same, in 64 bits
	Whole                 // an integer and nothing behind it
	Octal                 // octal digits and nothing behind them
	Float                 // as C's strtod reads it, with nothing behind it
	Seconds               // as C's atof reads it
)

// IsNumber reports whether what matters of a value is the number it begins with.
func (k Kind) IsNumber() bool { return k == Integer || k == Integer64 || k == Seconds }

// A Limit is the numbers taken from a release on.
type Limit struct {
	Since       Release
	Least, Most int64 // Most is 0 where there is none
	OrZero      bool  // or 0
	Above       bool  // above Least only
}

// Refuses says why mod_wsgi of the given release refuses a text as it reads the configuration, as in "is empty"; it is empty where
// mod_wsgi takes the text, or where that is not certain.
func (v *Value) Refuses(text string, r Release) string {
	switch v.Kind {
	case Text, Path, Paths:
		return ""
	case Absolute:
		if !strings.HasPrefix(text, "/") {
			return "does not begin with a slash"
		}
		return ""
	case Choice, Flags:
		return v.refusesWord(text)
	}
	if text == "" {
		return "is empty"
	}
	switch v.Kind {
	case Integer, Integer64:
		return v.refusesInteger(text, r)
	case Octal:
		digits := strings.TrimPrefix(strings.TrimLeft(text, " \t"), "+") // as C's strtol
		if digits == "" || strings.Trim(digits, "01234567") != "" {
			return "is not an octal number"
		}
	case Whole:
		return v.refusesWhole(text)
	case Float, Seconds:
		return v.refusesFloat(text)
	}
	return ""
}

func (v *Value) refusesWord(text string) string {
	for _, w := range v.Words {
		if strings.EqualFold(w, text) {
			return ""
		}
	}
	last := len(v.Words) - 1
	return fmt.Sprintf("is not %s or %s", strings.Join(v.Words[:last], ", "), v.Words[last])
}

// Limit is what holds in a release; nil for all numbers.
func (v *Value) Limit(r Release) *Limit {
	var l *Limit
	for i := range v.Limits {
		if !r.Before(v.Limits[i].Since) {
			l = &v.Limits[i]
		}
	}
	return l
}

func (v *Value) refusesInteger(text string, r Release) string {
	n, rest := v.Number(text)
	read := "is"
	if rest != "" {
		read = fmt.Sprintf("is read as %d,", n)
	}
	l := v.Limit(r)
	switch {
	case l == nil || l.OrZero && n == 0:
		return ""
	case n < l.Least && l.OrZero:
		return fmt.Sprintf("%s less than %d, and not 0", read, l.Least)
	case n < l.Least:
		return fmt.Sprintf("%s less than %d", read, l.Least)
	case l.Most != 0 && n > l.Most:
		return fmt.Sprintf("%s more than %d", read, l.Most)
	}
	return ""
}

func (v *Value) refusesWhole(text string) string {
	for _, w := range v.Words {
		if w == text {
			return ""
		}
	}
	n, err := strconv.ParseInt(strings.TrimLeft(text, " \t"), 10, 64)
	if l := v.Limits[0]; err != nil || n < l.Least || n > l.Most {
		return fmt.Sprintf("is not %s or an integer from %d to %d", strings.Join(v.Words, ", "), l.Least, l.Most)
	}
	return ""
}

func (v *Value) refusesFloat(text string) string {
	n, err := strconv.ParseFloat(strings.TrimLeft(text, " \t"), 64)
	above := len(v.Limits) > 0 && v.Limits[0].Above
	switch {
	case err == nil && n < 0:
		return "is negative"
	case err == nil && n == 0 && above:
		return "is not above 0"
	case err == nil || strings.HasPrefix(strings.ToLower(text), "0x"): // a hexadecimal number is one to C
		return ""
	case v.Kind == Float, above && strings.IndexAny(text, "0123456789") != 0:
		return "is not a number"
	}
	return ""
}

// Number is the number that C's atoi reads from a text, and what it leaves behind it.
func (v *Value) Number(text string) (n int64, rest string) {
	s := strings.TrimLeft(text, " \t\n\v\f\r")
	end := 0
	if end < len(s) && (s[end] == '-' || s[end] == '+') {
		end++
	}
	digits := end
	for end < len(s) && '0' <= s[end] && s[end] <= '9' {
		end++
	}
	if end == digits {
		return 0, s
	}
	n, err := strconv.ParseInt(s[:end], 10, 64)
	if err != nil {
		n = math.MaxInt64
		if s[0] == '-' {
			n = math.MinInt64
		}
	}
	if v.Kind != Integer64 {
		n = int64(int32(n)) // atoi is (int)strtol
	}
	return n, s[end:]
}
