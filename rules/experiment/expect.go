package experiment

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
)

// An Expectation is an Exchange, a LogLine or a Configtest.
type Expectation interface{ expectation() }

// An Exchange is a request and its answer.
type Exchange struct {
	Method string
	URL    *url.URL
	Header []string // "Name: value"
	Status int      // 0: no answer
	Texts  []string // each must be in the answer
}

// A LogLine is a text that is, or is not, in a line of the error log.
type LogLine struct {
	Text   string
	Absent bool
}

// A Configtest is the verdict of `apache2 -t`, and a text it must say unless empty.
type Configtest struct {
	Accepts bool
	Text    string
}

func (Exchange) expectation()   {}
func (LogLine) expectation()    {}
func (Configtest) expectation() {}

// parseExpectation reads what comes after `before:`, `after:` or `always:`.
func parseExpectation(line string) (Expectation, error) {
	words, err := cut(line)
	switch {
	case err != nil:
		return nil, err
	case len(words) == 0:
		return nil, errors.New("expects nothing")
	case words[0].bare("log"):
		return parseLogLine(words[1:], false)
	case words[0].bare("no") && len(words) > 1 && words[1].bare("log"):
		return parseLogLine(words[2:], true)
	case words[0].bare("-t"):
		return parseConfigtest(words[1:])
	case words[0].bare("GET"), words[0].bare("HEAD"), words[0].bare("POST"):
		return parseExchange(words)
	}
	return nil, fmt.Errorf("unknown expectation %q: want GET, HEAD, POST, log, no log or -t", words[0].text)
}

func parseLogLine(words []word, absent bool) (Expectation, error) {
	parts, err := texts(words, true)
	if err != nil {
		return nil, err
	}
	if len(parts) != 1 || parts[0] == "" {
		return nil, errors.New("log wants one quoted text")
	}
	return LogLine{Text: parts[0], Absent: absent}, nil
}

func parseConfigtest(words []word) (Expectation, error) {
	if len(words) == 0 || !words[0].bare("accepts") && !words[0].bare("refuses") || len(words) > 2 {
		return nil, errors.New(`-t wants "accepts" or "refuses", and at most one quoted text`)
	}
	test := Configtest{Accepts: words[0].bare("accepts")}
	parts, err := texts(words[1:], true)
	if len(parts) == 1 {
		test.Text = parts[0]
	}
	return test, err
}

// parseExchange reads METHOD URL ["Name: value"...] -> STATUS [TEXT...].
func parseExchange(words []word) (Expectation, error) {
	arrow := 0
	for arrow < len(words) && !words[arrow].bare("->") {
		arrow++
	}
	if arrow < 2 || arrow+1 >= len(words) {
		return nil, errors.New("want METHOD URL -> STATUS")
	}
	address, err := parseURL(words[1])
	if err != nil {
		return nil, err
	}
	header, err := texts(words[2:arrow], true)
	if err != nil {
		return nil, err
	}
	x := Exchange{Method: words[0].text, URL: address, Header: header}
	answer := words[arrow+1:]
	if len(answer) == 2 && answer[0].bare("no") && answer[1].bare("answer") {
		return x, nil
	}
	if x.Status, err = strconv.Atoi(answer[0].text); err != nil || x.Status < 100 || x.Status > 599 || answer[0].quoted {
		return nil, fmt.Errorf("%q is not a status: want 100 to 599, or no answer", answer[0].text)
	}
	x.Texts, err = texts(answer[1:], true)
	return x, err
}

func parseURL(w word) (*url.URL, error) {
	address, err := url.Parse(w.text)
	if err != nil {
		return nil, err
	}
	if w.quoted || address.Scheme != "http" && address.Scheme != "https" || address.Host == "" || address.Path == "" {
		return nil, fmt.Errorf("%q is not a URL: want http://HOST/PATH or https://HOST/PATH", w.text)
	}
	return address, nil
}

// port is the one the URL names, or its scheme's.
func (x Exchange) port() int {
	if port := number(x.URL.Port()); port != 0 {
		return port
	}
	return map[string]int{"http": 80, "https": 443}[x.URL.Scheme]
}
