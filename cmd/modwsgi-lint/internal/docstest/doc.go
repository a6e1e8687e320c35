// Package docstest keeps what is written in docs and in the README true: the rules' pages are made here, from the rules, their fixtures
// and the real output for them, and a test fails where a page, a screen or a command of the README is no longer what the tool does.
//
// It stands within the command because the output is the command's.
package docstest

//go:generate go test -run ^Test(Pages|Readme|GraphPage)$ . -args -update
