package eval

import (
	"path"
	"strings"
)

// mergePath is apr_filepath_merge for absolute results: "." and empty parts fall away, ".." takes the part before it, symbolic links
// are not followed, a "/" at the end stays. The root itself is taken as it is.
func mergePath(root, name string) string {
	out := root
	if strings.HasPrefix(name, "/") {
		out = "/"
		name = strings.TrimLeft(name, "/")
	} else if !strings.HasSuffix(out, "/") {
		out += "/"
	}
	for name != "" {
		part, rest, more := strings.Cut(name, "/")
		name = rest
		switch part {
		case "", ".":
		case "..":
			if out != "/" {
				out = out[:len(out)-1]
				out = out[:strings.LastIndexByte(out, '/')+1]
			}
		default:
			out += part
			if more {
				out += "/"
			}
		}
	}
	return out
}

// maxPath is APR_PATH_MAX, in bytes; root and name with what mergePath may add must stay within it.
const maxPath = 4096

// fullPath is ap_make_full_path: a folder and a name in it.
func fullPath(dir, name string) string {
	if strings.HasSuffix(dir, "/") {
		return dir + name
	}
	return dir + "/" + name
}

// rooted returns an absolute path as io/fs names it.
func rooted(name string) string {
	if !strings.HasPrefix(name, "/") {
		name = "/" + name
	}
	if name = path.Clean(name)[1:]; name == "" {
		return "."
	}
	return name
}
