// Command hello is as small as a program can be.
package main

func main() { println("hello") }
