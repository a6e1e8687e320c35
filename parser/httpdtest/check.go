package httpdtest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// checkLimit ends a configuration test that hangs, for instance on a FIFO.
const checkLimit = time.Minute

// Check runs `httpd -t` on the configuration file conf. Args are further options, such as
// "-D", "PROD". Output is all it said, standard output first.
func (b *Binary) Check(conf string, args ...string) (ok bool, output string) {
	ok, stdout, stderr := b.test(conf, args)
	return ok, stdout + stderr
}

// DumpConfig runs `httpd -t -D DUMP_CONFIG`: dump holds the directives httpd read, messages its
// warnings and errors. The dump is mod_info's, which is loaded here before conf is read.
func (b *Binary) DumpConfig(conf string, args ...string) (ok bool, dump, messages string) {
	info := []string{"-C", "LoadModule info_module " + b.Module("info"), "-D", "DUMP_CONFIG"}
	return b.test(conf, append(info, args...))
}

func (b *Binary) test(conf string, args []string) (ok bool, stdout, stderr string) {
	ctx, cancel := context.WithTimeout(context.Background(), checkLimit)
	defer cancel()
	var out, messages bytes.Buffer
	cmd := b.command(ctx, conf, append([]string{"-t"}, args...))
	cmd.Stdout, cmd.Stderr = &out, &messages
	err := cmd.Run()
	if err != nil && messages.Len() == 0 {
		messages.WriteString(err.Error())
	}
	return err == nil, out.String(), messages.String()
}

// command prepares a run in the folder of conf. The environment is bare, so that `${VAR}` and
// PassEnv see the same on every machine.
func (b *Binary) command(ctx context.Context, conf string, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, b.Path, append([]string{"-f", conf}, args...)...)
	cmd.Dir = filepath.Dir(conf)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "LANG=C", "LC_ALL=C"}, b.Env...)
	return cmd
}
