package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"modwsgi-lint": main})
}

// The contract of the command, as scripts. Beside testscript's own commands they have:
//
//	lint CODE ARGS...   run modwsgi-lint, which must exit with CODE
//	mkfifo FILE         make a FIFO
//	mode FILE PERM      the file is a regular one and has these permissions, octal
//	linked FILE         the file is a symbolic link
//	bytes FILE STRING   the file's bytes are STRING, with Go's escapes
//	write FILE STRING   write the bytes of STRING, with Go's escapes
//	subst FILE          put the script's folder for $WORK in the file
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"lint": lint, "mkfifo": mkfifo, "mode": mode, "linked": linked, "bytes": sameBytes,
			"subst": subst, "write": write,
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, errors.New("unknown condition")
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "")
			return nil
		},
	})
}

func lint(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: lint CODE ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	var exit *exec.ExitError
	switch err := ts.Exec("modwsgi-lint", args[1:]...); {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	default:
		ts.Check(err)
	}
	ts.Logf("[exit code %d]", code)
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

func mkfifo(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o644))
}

func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Lstat(ts.MkAbs(args[0]))
	ts.Check(err)
	want, err := strconv.ParseUint(args[1], 8, 32)
	ts.Check(err)
	if info.Mode() != fs.FileMode(want) {
		ts.Fatalf("%s has mode %v, want %v", args[0], info.Mode(), fs.FileMode(want))
	}
}

func linked(ts *testscript.TestScript, neg bool, args []string) {
	_, err := os.Readlink(ts.MkAbs(args[0]))
	if (err != nil) != neg {
		ts.Fatalf("%s: %v", args[0], err)
	}
}

func sameBytes(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	if got := ts.ReadFile(args[0]); (got == want) == neg {
		ts.Fatalf("%s is %q", args[0], got)
	}
}

func subst(ts *testscript.TestScript, _ bool, args []string) {
	text := strings.ReplaceAll(ts.ReadFile(args[0]), "$WORK", ts.Getenv("WORK"))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

func write(ts *testscript.TestScript, _ bool, args []string) {
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}
