package experiment

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// buildEnvironment makes a venv of the system's Python, which is the one the system's mod_wsgi is built for, whatever python3 comes first on PATH; or
// of another series. Where the machine has no such Python it makes what such a venv looks like.
func buildEnvironment(path, series string, _ *stage) error {
	python := SystemPython()
	if series != "" {
		python = OtherPython(series)
	}
	if python == "" {
		return imitate(path, series)
	}
	if output, err := exec.Command(python, "-m", "venv", "--without-pip", path).CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, output)
	}
	libraries, err := filepath.Glob(filepath.Join(path, "lib", "python*", "site-packages"))
	if err != nil || len(libraries) != 1 {
		return fmt.Errorf("site-packages: %q, %w", libraries, err)
	}
	return buildPackage(libraries[0], "", nil)
}

// SystemPython is the program of the system's own Python.
func SystemPython() string {
	const python = "/usr/bin/python3"
	if _, err := os.Stat(python); err != nil {
		return "python3"
	}
	return python
}

// OtherPython is a program of a Python of the series, such as 3.12, that can make a venv: where pyenv keeps it, or on PATH; "" where there is none.
func OtherPython(series string) string {
	among := []string{"python" + series}
	if home, err := os.UserHomeDir(); err == nil {
		kept, _ := filepath.Glob(filepath.Join(home, ".pyenv", "versions", series+".*", "bin", "python"+series))
		among = append(kept, among...)
	}
	for _, python := range among {
		if exec.Command(python, "-m", "venv", "--help").Run() == nil {
			return python
		}
	}
	return ""
}

// imitate makes the files of a venv whose programs lead nowhere, and with the package.
func imitate(path, series string) error {
	if err := buildPackage(filepath.Join(path, "lib", "python"+series, "site-packages"), "", nil); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(path, "bin"), 0o755); err != nil {
		return err
	}
	if err := os.Symlink("/usr/bin/python"+series, filepath.Join(path, "bin", "python3")); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(path, "pyvenv.cfg"), fmt.Appendf(nil, "home = /usr/bin\nversion = %s.0\n", series), 0o644)
}
