// Command oracle answers questions about Dockerfiles with BuildKit's own code,
// so that the tests of dockerlint-xarch can compare its parser, its variable
// expansion and its build graph with the real thing.
//
//	oracle file   < paths, one a line              what BuildKit reads and where it would run each RUN
//	oracle expand < expansion requests, JSON lines what BuildKit makes of a word with variables
//
// Both modes print one JSON object for each non-empty input line, in input
// order. A Dockerfile that BuildKit rejects, and even one that makes it panic,
// is an answer and not a failure: the exit status is 0. Nothing is built and
// nothing is fetched.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(2)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("usage: oracle file|expand")
	}
	switch args[0] {
	case "file":
		return answerLines(in, out, answerFile)
	case "expand":
		return answerLines(in, out, answerExpand)
	default:
		return fmt.Errorf("unknown mode %q: use file or expand", args[0])
	}
}

// answerLines prints answer(line) as JSON for each non-empty line of in. It
// uses a bufio.Reader and not a bufio.Scanner because a Scanner refuses long
// lines.
func answerLines[Answer any](in io.Reader, out io.Writer, answer func(line string) Answer) error {
	reader := bufio.NewReader(in)
	writer := bufio.NewWriter(out)
	encoder := json.NewEncoder(writer)
	encoder.SetEscapeHTML(false)
	for {
		line, readErr := reader.ReadString('\n')
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			if err := encoder.Encode(answer(line)); err != nil {
				return err
			}
		}
		if readErr == io.EOF {
			return writer.Flush()
		}
		if readErr != nil {
			return readErr
		}
	}
}

// fileAnswer is everything that is said about one Dockerfile.
type fileAnswer struct {
	Path  string      `json:"path"`
	Parse parseAnswer `json:"parse"`
	// InstructionsError says why BuildKit rejects the parsed file as typed
	// instructions.
	InstructionsError string `json:"instructionsError,omitempty"`
	// LLB has one entry for each of platformPairs. It is absent if the file
	// does not parse.
	LLB []llbAnswer `json:"llb,omitempty"`
	// Lint is what BuildKit's own checks warn of. It is absent if BuildKit
	// refuses the file.
	Lint []string `json:"lint,omitzero"`
}

func answerFile(path string) fileAnswer {
	answer := fileAnswer{Path: path}
	dockerfile, err := os.ReadFile(path)
	if err != nil {
		answer.Parse = parseAnswer{
			Error:        fmt.Sprintf("cannot read the file: %v", err),
			Instructions: []instruction{},
		}
		return answer
	}
	parsed, ast := parseDockerfile(dockerfile)
	answer.Parse = parsed
	if ast == nil {
		return answer
	}
	answer.InstructionsError = instructionsError(ast)
	for _, pair := range platformPairs {
		answer.LLB = append(answer.LLB, convert(dockerfile, pair))
	}
	answer.Lint = lintWarnings(dockerfile)
	return answer
}

// guard calls f and turns a panic into an error: BuildKit's code is handed
// arbitrary bytes here, and one bad file must not end the whole run.
func guard(f func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return f()
}
