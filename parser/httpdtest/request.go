package httpdtest

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// AnswerLimit is how long a client waits for a whole answer.
const AnswerLimit = 3 * time.Second

// A Request is one HTTP request, sent as it is written here: nothing is cleaned or encoded, and
// no redirect is followed.
type Request struct {
	Method string   // GET when empty
	Host   string   // the Host header
	Target string   // path and query
	Header []string // "Name: value"
	Addr   string   // 127.0.0.1 when empty; any 127.x.y.z the server listens on
	Port   int      // the server's when 0
}

// An Answer is what came back. Status 0 means that no complete answer came within AnswerLimit,
// and Body then says why.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Get asks for a path of a host on the server's port.
func (s *Server) Get(host, target string, header ...string) Answer {
	return s.Ask(Request{Host: host, Target: target, Header: header})
}

// Ask sends a request and reads the answer.
func (s *Server) Ask(r Request) Answer {
	if r.Port == 0 {
		r.Port = s.Port
	}
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	answer, err := r.send()
	if err != nil {
		return Answer{Body: err.Error()}
	}
	return answer
}

// send does not use http.Client, which would clean the path and retry on its own.
func (r Request) send() (answer Answer, err error) {
	conn, err := net.DialTimeout("tcp", fmt.Sprintf("%s:%d", cmp.Or(r.Addr, "127.0.0.1"), r.Port), AnswerLimit)
	if err != nil {
		return Answer{}, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(AnswerLimit)); err != nil {
		return Answer{}, err
	}
	lines := append([]string{r.Method + " " + r.Target + " HTTP/1.1", "Host: " + r.Host, "Connection: close"}, r.Header...)
	if _, err := io.WriteString(conn, strings.Join(lines, "\r\n")+"\r\n\r\n"); err != nil {
		return Answer{}, err
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: r.Method})
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Status: response.StatusCode, Header: response.Header, Body: string(body)}, nil
}
