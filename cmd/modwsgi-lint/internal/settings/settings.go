// Package settings reads .modwsgi-lint.yaml, in which a repository says how it is linted.
package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/goccy/go-yaml"
)

// Name is what the file is called.
const Name = ".modwsgi-lint.yaml"

// maxSize is how large the file may be, in bytes.
const maxSize = 1 << 14

// Settings are what a file says. All but Root are flags of check: they have these names there, and mean the same. Paths are relative to the
// file's folder.
type Settings struct {
	Root          string            `yaml:"root"` // what is linted where the command line has no path
	Select        []string          `yaml:"select"`
	Ignore        []string          `yaml:"ignore"`
	Severity      map[string]string `yaml:"severity"` // a level for each rule
	FailOn        string            `yaml:"fail-on"`
	Files         string            `yaml:"files"`
	Define        []string          `yaml:"define"`
	Module        []string          `yaml:"module"`
	EnvFile       string            `yaml:"env-file"`
	ServerRoot    string            `yaml:"server-root"`
	Baseline      string            `yaml:"baseline"`
	TargetHTTPD   version           `yaml:"target-httpd"`
	TargetModWSGI version           `yaml:"target-mod-wsgi"`
	TargetPython  version           `yaml:"target-python"`
}

// A version is what is written: to YAML 3.10 would be the number 3.1.
type version string

// UnmarshalYAML takes the text without its quotes.
func (v *version) UnmarshalYAML(text []byte) error {
	*v = version(strings.Trim(strings.TrimSpace(string(text)), `"'`))
	return nil
}

// Find returns the name of the settings file that is nearest to a folder: in it, or in one above, up to the root of the repository that it lies in. It is ""
// where there is none. A link that leads nowhere is found, so that it is told of.
func Find(folder string) string {
	there := func(name string) bool { _, err := os.Lstat(filepath.Join(folder, name)); return err == nil }
	for !there(Name) {
		above := filepath.Dir(folder)
		if there(".git") || above == folder {
			return ""
		}
		folder = above
	}
	return filepath.Join(folder, Name)
}

// Read reads a file. An error of what it says has the place. A pipe that nobody writes to is an empty file, and is not waited for.
func Read(file string) (*Settings, error) {
	f, err := os.OpenFile(file, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxSize {
		return nil, errors.New("larger than 16 KiB")
	}
	s := &Settings{}
	decoder := yaml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))), yaml.Strict())
	if err := decoder.Decode(s); err != nil && !errors.Is(err, io.EOF) {
		return nil, placed(err)
	}
	if err := decoder.Decode(&Settings{}); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one document")
	}
	for _, name := range []*string{&s.Root, &s.EnvFile, &s.ServerRoot, &s.Baseline} {
		if *name != "" && !filepath.IsAbs(*name) {
			*name = filepath.Join(filepath.Dir(file), *name)
		}
	}
	return s, nil
}

// placed says an error of YAML on one line, with its place.
func placed(err error) error {
	var wrong yaml.Error
	if errors.As(err, &wrong) {
		at := wrong.GetToken().Position
		return fmt.Errorf("line %d, column %d: %s", at.Line, at.Column, wrong.GetMessage())
	}
	return err
}

// Flags yields the flags of check that are set, and their values as the command line has them, one after the other where a flag is repeated.
func (s *Settings) Flags() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, list := range []struct {
			flag   string
			values []string
		}{
			{"select", s.Select}, {"ignore", s.Ignore}, {"severity", levels(s.Severity)}, {"fail-on", one(s.FailOn)}, {"files", one(s.Files)},
			{"define", s.Define}, {"module", s.Module}, {"env-file", one(s.EnvFile)}, {"server-root", one(s.ServerRoot)}, {"baseline", one(s.Baseline)},
			{"target-httpd", one(string(s.TargetHTTPD))}, {"target-mod-wsgi", one(string(s.TargetModWSGI))}, {"target-python", one(string(s.TargetPython))},
		} {
			for _, value := range list.values {
				if !yield(list.flag, value) {
					return
				}
			}
		}
	}
}

func one(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

func levels(of map[string]string) []string {
	var all []string
	for _, rule := range slices.Sorted(maps.Keys(of)) {
		all = append(all, rule+"="+of[rule])
	}
	return all
}
