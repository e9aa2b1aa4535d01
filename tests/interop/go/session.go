package main

import (
	"io"
	"net"
	"net/url"
	"time"

	"github.com/go-stomp/stomp/v3"
)

// session is a connected go-stomp.
type session struct {
	conn *stomp.Conn
	wire *wire
}

// wire tells of reads that held nothing but a line end: go-stomp does not show heart-beats.
type wire struct {
	io.ReadWriteCloser
	beats chan struct{}
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.ReadWriteCloser.Read(p)
	if n == 1 && p[0] == '\n' {
		select {
		case w.beats <- struct{}{}:
		default:
		}
	}
	return n, err
}

func dial() io.ReadWriteCloser {
	target := must(url.Parse(address))
	if target.Scheme == "ws" {
		return must(dialWebSocket(address))
	}
	return must(net.Dial("tcp", target.Host))
}

func open() *session {
	w := &wire{dial(), make(chan struct{}, 100)}
	conn := must(stomp.Connect(w,
		stomp.ConnOpt.Login("guest", "guest"),
		stomp.ConnOpt.Host("/"),
		stomp.ConnOpt.AcceptVersion(version),
		stomp.ConnOpt.HeartBeat(500*time.Millisecond, 250*time.Millisecond),
		// go-stomp sends this much earlier than it promised, and forgives this much.
		stomp.ConnOpt.HeartBeatError(250*time.Millisecond),
		stomp.ConnOpt.HeartBeatGracePeriodMultiplier(4),
		stomp.ConnOpt.Logger(silent{}),
	))
	return &session{conn, w}
}

func (s *session) subscribe(destination string, ack stomp.AckMode) *stomp.Subscription {
	return must(s.conn.Subscribe(destination, ack, stomp.SubscribeOpt.Id("sub-go")))
}

func (s *session) send(destination, body string) {
	check(s.conn.Send(destination, "text/plain", []byte(body)))
}

// exchange sends one message and waits until it is back.
func (s *session) exchange(sub *stomp.Subscription, body string) *stomp.Message {
	s.send(sub.Destination(), body)
	return must(sub.Read())
}

func read(sub *stomp.Subscription, count int) []*stomp.Message {
	messages := make([]*stomp.Message, count)
	for index := range messages {
		messages[index] = must(sub.Read())
	}
	return messages
}

func bodies(messages ...*stomp.Message) []string {
	texts := make([]string, len(messages))
	for index, message := range messages {
		texts[index] = string(message.Body)
	}
	return texts
}

func distinct(messages []*stomp.Message, header string) []string {
	seen, values := map[string]bool{}, []string{}
	for _, message := range messages {
		value := message.Header.Get(header)
		if !seen[value] {
			values = append(values, value)
		}
		seen[value] = true
	}
	return values
}

// refusal is the text of the ERROR that ends the subscription. Read would not look at it once it has come.
func refusal(sub *stomp.Subscription) string {
	message, open := <-sub.C
	if !open || message.Err == nil {
		panic("it ended otherwise than with an ERROR")
	}
	return message.Err.Error()
}

// silent is a logger: standard output is for the facts, and an ERROR is one of them.
type silent struct{}

func (silent) Debugf(string, ...interface{})   {}
func (silent) Infof(string, ...interface{})    {}
func (silent) Warningf(string, ...interface{}) {}
func (silent) Errorf(string, ...interface{})   {}
func (silent) Debug(string)                    {}
func (silent) Info(string)                     {}
func (silent) Warning(string)                  {}
func (silent) Error(string)                    {}
