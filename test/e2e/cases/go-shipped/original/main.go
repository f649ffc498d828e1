// Greets with the name of the architecture that it runs on.
package main

import (
	"os"
	"runtime"
)

func main() {
	os.Stdout.WriteString("hello from " + runtime.GOARCH + "\n")
}
