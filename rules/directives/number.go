package directives

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// units are what people write behind a number that stands for an amount of something, with how many of it they are.
var units = map[string]map[string]float64{
	"bytes": {"b": 1, "byte": 1, "bytes": 1, "k": 1 << 10, "kb": 1 << 10, "kib": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "mib": 1 << 20,
		"g": 1 << 30, "gb": 1 << 30, "gib": 1 << 30},
	"seconds": {"s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
		"h": 3600, "hr": 3600, "hour": 3600, "hours": 3600, "d": 86400, "day": 86400, "days": 86400, "ms": 0.001},
	"milliseconds": {"ms": 1, "s": 1000, "sec": 1000, "second": 1000, "seconds": 1000},
}

// counts are the units of a mere number.
var counts = map[string]float64{"k": 1000, "m": 1000000}

// counted is a number with its digits in groups, or with an exponent.
var counted = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*(\d{1,3}(?:[,_ ]\d{3})+|\d+[eE]\d)$`) })

var measure = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)$`) })

// convert returns the number that a text with a unit stands for, where that is whole, or one that is written otherwise than atoi reads it.
func convert(v *wsgi.Value, text string) (n int64, ok bool) {
	if counted().MatchString(text) {
		amount, err := strconv.ParseFloat(strings.NewReplacer(",", "", "_", "", " ", "").Replace(text), 64)
		return int64(amount), err == nil && amount < 1e12
	}
	m := measure().FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	unit, _, _ := strings.Cut(v.Unit, " ")
	table := units[unit]
	if table == nil {
		table = counts
	}
	amount, err := strconv.ParseFloat(m[1], 64)
	factor, known := table[strings.ToLower(m[2])]
	n = int64(amount * factor)
	return n, err == nil && known && amount < 1e12 && float64(n) == amount*factor
}

// meantWord is the word of a choice that another was meant for: On for yes.
func meantWord(v *wsgi.Value, text string) string {
	for i, words := range []string{"yes true 1 enable enabled y t", "no false 0 disable disabled n f"} {
		if word := []string{"On", "Off"}[i]; slices.Contains(v.Words, word) && slices.Contains(strings.Fields(words), strings.ToLower(text)) {
			return word
		}
	}
	return meant(text, slices.Values(v.Words))
}

// write is the fix that puts text in the place of a value.
func write(at source.Span, exact bool, text string, safety lint.Safety) []lint.Fix {
	if !exact || text == "" {
		return nil
	}
	return []lint.Fix{{Title: "Write " + text, Safety: safety, Edits: []source.Edit{{Span: at, New: text}}}}
}

// readAs says what mod_wsgi makes of a text with something behind its digits.
func readAs(v *wsgi.Value, text string) string {
	n, rest := v.Number(text)
	if n == 0 && strings.TrimLeft(text, " \t") == rest {
		return "is read as 0, for it begins with no digit"
	}
	unit := ""
	if word, _, _ := strings.Cut(v.Unit, " "); units[word] != nil {
		unit = ", in " + v.Unit
	}
	return fmt.Sprintf("is read as %d%s: %q is ignored", n, unit, rest)
}
