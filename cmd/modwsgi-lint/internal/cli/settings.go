package cli

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/settings"
)

// settingsFlags say which settings file counts.
type settingsFlags struct {
	config   string
	noConfig bool
	applied  string // the file; "" for none
}

func (f *settingsFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.config, "config", "", "read settings from `FILE`, else from "+settings.Name+" in the nearest folder above, up to the repository's")
	cmd.Flags().BoolVar(&f.noConfig, "no-config", false, "read no settings")
}

// apply sets the flags of a command that the command line does not, and returns the paths to lint. Stdin is the name that standard input has. What a file
// says wrong is the user's mistake, as in a flag.
func (f *settingsFlags) apply(cmd *cobra.Command, paths []string, stdin string) ([]string, error) {
	near := stdin
	if len(paths) > 0 && paths[0] != "-" {
		near = paths[0]
	}
	file, err := f.file(near)
	if err != nil || file == "" {
		return paths, err
	}
	s, err := settings.Read(file)
	if err != nil {
		return nil, usage("%s: %w", file, err)
	}
	f.applied = file
	given := map[string]bool{}
	for name := range s.Flags() {
		given[name] = cmd.Flags().Changed(name)
	}
	for name, value := range s.Flags() {
		if given[name] {
			continue
		}
		if err := cmd.Flags().Set(name, value); err != nil {
			return nil, usage("%s: %s: %w", file, name, err)
		}
	}
	if len(paths) == 0 && s.Root != "" {
		paths = []string{s.Root}
	}
	return paths, nil
}

// file finds the settings file near a path, which may be "", by a name that is relative where it can be.
func (f *settingsFlags) file(near string) (string, error) {
	switch {
	case f.config != "" && f.noConfig:
		return "", usage("--config and --no-config exclude each other")
	case f.config != "" || f.noConfig:
		return f.config, nil
	}
	working, err := os.Getwd()
	if err != nil {
		return "", err
	}
	folder, err := filepath.Abs(near)
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		folder = filepath.Dir(folder)
	}
	file := settings.Find(folder)
	if relative, err := filepath.Rel(working, file); err == nil && file != "" {
		file = relative
	}
	return file, nil
}

// blame says of a mistake in a flag that it may be one in the settings.
func (f *settingsFlags) blame(err error) error {
	if bad, ok := errors.AsType[usageError](err); ok && f.applied != "" {
		return usage("%w (with the settings of %s)", bad.error, f.applied)
	}
	return err
}
