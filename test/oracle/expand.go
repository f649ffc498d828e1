package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// expandRequest asks for the expansion of one word of a Dockerfile.
type expandRequest struct {
	Word   string            `json:"word"`
	Env    map[string]string `json:"env"`
	Escape string            `json:"escape"`
	// Mode is "word" for a value that stays one word (ARG, ENV, FROM) or
	// "words" for one that is split at spaces.
	Mode string `json:"mode"`
}

// expandAnswer has either an error, or the result of the mode that was asked
// for.
type expandAnswer struct {
	Result *string   `json:"result,omitempty"`
	Words  *[]string `json:"words,omitempty"`
	// Unmatched are the variables without a value. BuildKit notes them in mode
	// "word" only.
	Unmatched []string `json:"unmatched"`
	Error     string   `json:"error,omitempty"`
}

func answerExpand(line string) expandAnswer {
	answer := expandAnswer{Unmatched: []string{}}
	err := guard(func() error {
		var request expandRequest
		if err := json.Unmarshal([]byte(line), &request); err != nil {
			return fmt.Errorf("invalid request: %w", err)
		}
		return expand(request, &answer)
	})
	if err != nil {
		return expandAnswer{Unmatched: []string{}, Error: err.Error()}
	}
	return answer
}

func expand(request expandRequest, answer *expandAnswer) error {
	if request.Escape != `\` && request.Escape != "`" {
		return fmt.Errorf("invalid request: escape %q is neither \\ nor `", request.Escape)
	}
	lex := shell.NewLex(rune(request.Escape[0]))
	switch request.Mode {
	case "word":
		result, err := lex.ProcessWordWithMatches(request.Word, environment(request.Env))
		if err != nil {
			return err
		}
		answer.Result = &result.Result
		answer.Unmatched = append(answer.Unmatched, slices.Sorted(maps.Keys(result.Unmatched))...)
		return nil
	case "words":
		words, err := lex.ProcessWords(request.Word, environment(request.Env))
		if err != nil {
			return err
		}
		words = append([]string{}, words...)
		answer.Words = &words
		return nil
	default:
		return fmt.Errorf("invalid request: mode %q is neither word nor words", request.Mode)
	}
}

// environment makes a map a shell.EnvGetter. shell.EnvsFromSlice would not do:
// it cannot tell the name from the value of a variable whose name has a "=".
type environment map[string]string

func (e environment) Get(name string) (string, bool) {
	value, ok := e[name]
	return value, ok
}

func (e environment) Keys() []string {
	return slices.Sorted(maps.Keys(e))
}
