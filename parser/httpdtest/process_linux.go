package httpdtest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
)

// ownGroup gives the process a group of its own. httpd signals its whole group when it stops
// (ap_unixd_killpg), and that must not be the test's. Should the test die first, the server ends
// with it.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}

// terminate asks the process to end. An error means that it has ended already.
func terminate(pid int) { _ = syscall.Kill(pid, syscall.SIGTERM) }

func killGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }

// groupAlive reports whether a process of the group still runs. A zombie, which only waits for
// an init that may never read its status, does not.
func groupAlive(group int) bool {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return false
	}
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // ended meanwhile
		}
		// pid (name) state ppid pgrp …, where the name may hold anything: proc(5).
		fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
		if len(fields) > 2 && string(fields[0]) != "Z" && string(fields[2]) == strconv.Itoa(group) {
			return true
		}
	}
	return false
}
