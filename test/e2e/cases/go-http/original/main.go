// Command fetch prints what an address serves.
package main

import (
	"flag"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	timeout := flag.Duration("timeout", 10*time.Second, "give up after this time")
	flag.Parse()
	client := http.Client{Timeout: *timeout}
	response, err := client.Get(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		log.Fatal(err)
	}
}
