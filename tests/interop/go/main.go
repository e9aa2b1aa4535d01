// go-stomp against a broker: client tcp://127.0.0.1:61613 1.2, or ws://127.0.0.1:8080/ws 1.2
//
// Prints one line of JSON for each scenario; what the lines must say is in ../scenarios.ts.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/go-stomp/stomp/v3"
)

type facts map[string]interface{}

var (
	address = os.Args[1]
	version = stomp.Version(os.Args[2])
)

const patience = 5 * time.Second

var scenarios = []struct {
	name string
	run  func(*session) facts
}{
	{"connect", connect},
	{"echo", echo},
	{"receipt", receipt},
	{"ack", ack},
	{"nack", nack},
	{"cumulative-ack", cumulativeAck},
	{"ack-twice", ackTwice},
	{"commit", commit},
	{"abort", abort},
	{"ack-in-transaction", ackInTransaction},
	{"heart-beat", heartBeat},
	{"binary", binary},
	{"large", large},
	{"disconnect", disconnect},
}

func main() {
	for _, scenario := range scenarios {
		line := played(scenario.run)
		line["scenario"] = scenario.name
		text := must(json.Marshal(line))
		fmt.Println(string(text))
	}
}

// played runs a scenario in a connection of its own, and gives up on it when it takes too long.
func played(run func(*session) facts) facts {
	done := make(chan facts, 1)
	go func() {
		defer func() {
			if failure := recover(); failure != nil {
				done <- facts{"failed": fmt.Sprint(failure)}
			}
		}()
		done <- inSession(run)
	}()
	select {
	case line := <-done:
		return line
	case <-time.After(patience):
		return facts{"failed": "it took too long"}
	}
}

func inSession(run func(*session) facts) facts {
	s := open()
	line := run(s)
	if line["refused"] == nil && line["ended"] == nil {
		check(s.conn.Disconnect())
	}
	return line
}

// check ends the scenario on an error.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}
