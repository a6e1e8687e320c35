package parser_test

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

func ExampleParse() {
	file := parser.Parse(source.NewFile("httpd.conf", `# The shop.
<VirtualHost *:80>
    ServerName shop.example.com
    WSGIDaemonProcess shop \
        processes=2
</VirtualHost>
`))
	for _, node := range file.Body() {
		switch node := node.(type) {
		case *parser.Line:
			fmt.Println(node.Number(), node.Kind(), node.Text())
		case *parser.Section:
			fmt.Println(node.Open.Number(), "section", node.Name(), node.Open.Args()[0].Value)
			for _, inner := range node.Body {
				fmt.Printf("  %q\n", inner.Span().Text())
			}
		}
	}
	// Output:
	// 1 comment # The shop.
	// 2 section virtualhost *:80
	//   "    ServerName shop.example.com\n"
	//   "    WSGIDaemonProcess shop \\\n        processes=2\n"
}

// Every text has a tree, and every fault is told in one go.
func ExampleParse_problems() {
	file := parser.Parse(source.NewFile("httpd.conf", `<Directory /srv/a>
    Require all granted
<Directory /srv/b>
    Require all granted
</Directory>
</IfModule>
`))
	for _, problem := range file.Problems() {
		fmt.Println(problem)
	}
	for _, node := range file.Body() {
		fmt.Printf("%q\n", node.Span().Text())
	}
	// Output:
	// httpd.conf:1: <Directory> was not closed
	// httpd.conf:6: </IfModule> without matching <IfModule> section
	// "<Directory /srv/a>\n    Require all granted\n"
	// "<Directory /srv/b>\n    Require all granted\n</Directory>\n"
	// "</IfModule>\n"
}

// A word knows its place in the line, and the line the place of its text in the file, through continuations.
func ExampleLine_At() {
	file := parser.Parse(source.NewFile("httpd.conf", "WSGIDaemonProcess shop \\\n    home='/srv/the shop'\n"))
	line := file.Line(0)
	for _, word := range line.Args() {
		at := line.At(word.Start, word.End)
		fmt.Println(word.Value, "from", at.Text(), "on line", at.From().Line)
	}
	// Output:
	// shop from shop on line 1
	// home='/srv/the from home='/srv/the on line 2
	// shop' from shop' on line 2
}

func ExampleCutWord() {
	text := `Alias "/my files" C:\files\ 'it\'s'`
	for word, next := parser.CutWord(text, 0); word.End > word.Start; word, next = parser.CutWord(text, next) {
		fmt.Println(word.Start, word.End, word.Value)
	}
	// Output:
	// 0 5 Alias
	// 6 17 /my files
	// 18 27 C:\files\
	// 28 35 it's
}

func ExampleQuote() {
	fmt.Println(parser.Quote(`/srv/shop`, 0))
	fmt.Println(parser.Quote(`/srv/the shop`, 0))
	fmt.Println(parser.Quote(`the "shop"`, '"'))
	fmt.Println(parser.Quote(`C:\shop\`, 0))
	// Output:
	// /srv/shop
	// "/srv/the shop"
	// "the \"shop\""
	// "C:\\shop\\"
}
