module stompbox.interop

go 1.19

require (
	github.com/go-stomp/stomp/v3 v3.1.3
	github.com/gorilla/websocket v1.5.3
)
