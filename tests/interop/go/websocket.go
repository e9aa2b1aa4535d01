package main

import (
	"io"

	"github.com/gorilla/websocket"
)

// stream makes a WebSocket look like the socket that go-stomp expects.
type stream struct {
	*websocket.Conn
	message io.Reader
}

func dialWebSocket(address string) (io.ReadWriteCloser, error) {
	dialer := websocket.Dialer{Subprotocols: []string{"v12.stomp", "v11.stomp", "v10.stomp"}}
	conn, _, err := dialer.Dial(address, nil)
	return &stream{Conn: conn}, err
}

func (s *stream) Read(p []byte) (int, error) {
	for {
		if s.message == nil {
			_, message, err := s.NextReader()
			if err != nil {
				return 0, err
			}
			s.message = message
		}
		n, err := s.message.Read(p)
		if err == io.EOF {
			s.message, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// Write sends a message of any part of a frame; where messages end means nothing to STOMP.
func (s *stream) Write(p []byte) (int, error) {
	return len(p), s.WriteMessage(websocket.BinaryMessage, p)
}
