package httpdtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	startLimit = 20 * time.Second // from the start of httpd until it serves
	stopLimit  = 20 * time.Second // from SIGTERM to the end of the last child
	pollEvery  = 20 * time.Millisecond
)

// A Server is a running httpd.
type Server struct {
	Port int // where Get asks, on 127.0.0.1
	Pid  int // the parent process, and the process group of all its children

	dir   string // holds the pid file and the logs
	ended chan struct{}
	stop  sync.Once
}

// Start runs httpd on the configuration file conf, which must say `Listen 127.0.0.1:PORT`, and
// waits until it listens. The main server's PidFile and ErrorLog are set here, whatever conf
// says. The server is stopped when the test ends; one that does not start fails the test.
func (b *Binary) Start(t testing.TB, conf string, port int, args ...string) *Server {
	t.Helper()
	s, err := b.TryStart(t, conf, port, args...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TryStart is Start for a configuration that httpd may refuse. The error holds what it said then.
func (b *Binary) TryStart(t testing.TB, conf string, port int, args ...string) (*Server, error) {
	t.Helper()
	s := &Server{Port: port, dir: Dir(t), ended: make(chan struct{})}
	output, err := os.Create(s.file("output"))
	if err != nil {
		t.Fatal(err)
	}
	defer output.Close()
	cmd := b.command(context.Background(), conf, append([]string{
		"-D", "FOREGROUND",
		"-c", "PidFile " + s.file("pid"),
		"-c", "ErrorLog " + s.file("error.log"),
	}, args...))
	cmd.Dir = "/" // where a server that leaves the terminal goes
	cmd.Stdout, cmd.Stderr = output, output
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.Pid = cmd.Process.Pid
	t.Cleanup(func() { s.Stop(t) })
	go s.reap(cmd)
	if err := s.ready(); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", conf, err, s.Log())
	}
	return s, nil
}

// reap closes ended when the parent process is gone. Its exit status says nothing a test needs:
// what went wrong is in the log.
func (s *Server) reap(cmd *exec.Cmd) {
	_ = cmd.Wait()
	close(s.ended)
}

// ready waits for the notice that closes the start of every MPM, which no LogLevel hides in a
// file. The pid file is there earlier, but a SIGTERM at that moment may be forgotten.
func (s *Server) ready() error {
	for deadline := time.Now().Add(startLimit); time.Now().Before(deadline); {
		if strings.Contains(s.Log(), "resuming normal operations") {
			return nil
		}
		select {
		case <-s.ended:
			return fmt.Errorf("the server ended while starting")
		case <-time.After(pollEvery):
		}
	}
	return fmt.Errorf("the server did not start within %v", startLimit)
}

// Log returns what the server wrote to its main error log, and before it what it said while
// starting. Virtual hosts with an ErrorLog of their own write elsewhere.
func (s *Server) Log() string {
	var all strings.Builder
	for _, name := range []string{"output", "error.log"} {
		text, err := os.ReadFile(s.file(name))
		if err != nil && !os.IsNotExist(err) {
			fmt.Fprintln(&all, err)
		}
		all.Write(text)
	}
	return all.String()
}

// Stop ends the server and waits until the parent and every child are gone. A group that does
// not end by SIGTERM is killed and fails the test. Stopping twice is stopping once.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.stop.Do(func() {
		terminate(s.Pid)
		if s.gone() {
			return
		}
		t.Errorf("server %d did not end within %v and was killed\n%s", s.Pid, stopLimit, s.Log())
		killGroup(s.Pid)
		s.gone()
	})
}

// gone waits for the end of the parent and of its process group.
func (s *Server) gone() bool {
	deadline := time.Now().Add(stopLimit)
	select {
	case <-s.ended:
	case <-time.After(stopLimit):
		return false
	}
	for groupAlive(s.Pid) {
		if time.Now().After(deadline) {
			return false
		}
		time.Sleep(pollEvery)
	}
	return true
}

func (s *Server) file(name string) string { return filepath.Join(s.dir, name) }
