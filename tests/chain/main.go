// Referee is a chain without consensus: the real modules of wasmd with a database in memory, told
// line by line when a block happens, what is in it and who missed it.
//
// One JSON object a line on stdin, one answer a line on stdout, in the order asked; README.md lists
// them. Nothing is read from or written to disk but the compiled code of uploaded contracts, in a
// folder that is removed at the end.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// Clearing memory took a fifth of all time. Unless GOGC says otherwise so many per cent of what is
// in use are taken more before it is cleared, and not many once so much is taken.
const (
	garbage = 300
	enough  = 4 << 30
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
		debug.SetMemoryLimit(enough)
	}
	home, err := os.MkdirTemp("", "weir-referee-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "referee: no folder for compiled contracts:", err)
		os.Exit(1)
	}
	leave := func(code int) {
		_ = os.RemoveAll(home)
		os.Exit(code)
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		leave(1)
	}()
	// What a library prints must not stand between two answers.
	answers := os.Stdout
	os.Stdout = os.Stderr
	if err := serve(home, os.Stdin, answers); err != nil {
		fmt.Fprintln(os.Stderr, "referee:", err)
		leave(1)
	}
	leave(0)
}
