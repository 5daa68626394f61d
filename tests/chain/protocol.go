package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
)

// answer is one line of output: what was asked for, or why it was not given.
type answer struct {
	Ok    any    `json:"ok,omitempty"`
	Error string `json:"error,omitempty"`
}

// serve answers line by line until the input ends. The chain begins with the first `init`.
func serve(home string, in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	answers := bufio.NewWriter(out)
	encoder := json.NewEncoder(answers)
	encoder.SetEscapeHTML(false)
	session := &session{home: home}
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := encoder.Encode(session.answer(line)); err != nil {
				return fmt.Errorf("an answer cannot be written: %w", err)
			}
			if err := answers.Flush(); err != nil {
				return fmt.Errorf("an answer cannot be written: %w", err)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("stdin cannot be read: %w", err)
		}
	}
}

// session is what one process knows: a chain, once it has begun.
type session struct {
	home  string
	chain *chain
}

// answer never panics: a request must not end the process, whatever it asks for. Panics inside
// transactions do not come here, the chain answers them itself.
func (s *session) answer(line []byte) (result answer) {
	defer func() {
		if cause := recover(); cause != nil {
			result = answer{Error: fmt.Sprintf("panic: %v\n%s", cause, debug.Stack())}
		}
	}()
	ok, err := s.dispatch(line)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Ok: ok}
}

// dispatch reads `{"<call>": {..}}`.
func (s *session) dispatch(line []byte) (any, error) {
	var request map[string]json.RawMessage
	if err := json.Unmarshal(line, &request); err != nil {
		return nil, fmt.Errorf("a line is no JSON object: %w", err)
	}
	if len(request) != 1 {
		return nil, fmt.Errorf("a line is an object with one call, this one has %d", len(request))
	}
	for call, arguments := range request {
		if call == "init" {
			return s.init(arguments)
		}
		if call == "accounts" {
			return asked(arguments, accountsNamed)
		}
		if s.chain == nil {
			return nil, fmt.Errorf("%s before init", call)
		}
		switch call {
		case "block":
			return asked(arguments, s.chain.block)
		case "simulate":
			return asked(arguments, s.chain.simulate)
		case "query":
			return asked(arguments, s.chain.query)
		default:
			return nil, fmt.Errorf("unknown call %q; there are init, block, simulate, query and accounts", call)
		}
	}
	return nil, nil
}

func (s *session) init(arguments json.RawMessage) (any, error) {
	if s.chain != nil {
		return nil, errors.New("the chain has begun; each process has one")
	}
	return asked(arguments, func(request initRequest) (initAnswer, error) {
		chain, answer, err := begin(s.home, request)
		s.chain = chain
		return answer, err
	})
}

// asked reads the arguments, refusing fields that mean nothing, and calls.
func asked[Request, Answer any](arguments json.RawMessage, call func(Request) (Answer, error)) (any, error) {
	var request Request
	if err := strict(arguments, &request); err != nil {
		return nil, err
	}
	return call(request)
}

func strict(bz []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(bz))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
