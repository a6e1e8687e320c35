package lint

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseVersion reads a version of one to three numbers: "6", "2.4", "4.9.4". Numbers left out are 0.
func ParseVersion(s string) (Version, error) {
	var v Version
	parts := strings.Split(s, ".")
	if len(parts) > len(v) {
		return Version{}, badVersion(s)
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return Version{}, badVersion(s)
		}
		v[i] = int(n)
	}
	if !v.Known() {
		return Version{}, badVersion(s)
	}
	return v, nil
}

func badVersion(s string) error {
	return fmt.Errorf("no version %q: write up to three numbers, such as 2.4.62", s)
}

// Known reports whether v is a version at all: the zero Version is none.
func (v Version) Known() bool { return v != Version{} }

// String writes v as people do, without zeros that say nothing: "3.11", "2.4.62"; a version that is not known as "unknown".
func (v Version) String() string {
	if !v.Known() {
		return "unknown"
	}
	if v[2] == 0 {
		return fmt.Sprintf("%d.%d", v[0], v[1])
	}
	return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2])
}
