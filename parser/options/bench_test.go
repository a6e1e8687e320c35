package options

import "testing"

func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Read("blog user=www-data group=www-data processes=2 threads=15 python-home=/srv/blog/venv display-name=%{GROUP}", 1)
	}
}
