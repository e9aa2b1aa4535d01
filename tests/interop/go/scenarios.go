package main

import (
	"crypto/sha256"
	"fmt"

	"github.com/go-stomp/stomp/v3"
)

func connect(s *session) facts {
	return facts{"version": s.conn.Version(), "server": s.conn.Server()}
}

func echo(s *session) facts {
	sub := s.subscribe("/topic/echo", stomp.AckAuto)
	note := stomp.SendOpt.Header("note", noteOf(version))
	for index := 0; index < 20; index++ {
		check(s.conn.Send("/topic/echo", "text/plain", []byte(fmt.Sprintf("안녕 👋 %d", index)), note))
	}
	messages := read(sub, 20)
	return facts{
		"bodies":        bodies(messages...),
		"notes":         distinct(messages, "note"),
		"contentTypes":  distinct(messages, "content-type"),
		"destinations":  distinct(messages, "destination"),
		"subscriptions": distinct(messages, "subscription"),
		"messageIds":    len(distinct(messages, "message-id")),
	}
}

// noteOf leaves out what STOMP 1.0, which has no escapes, cannot say.
func noteOf(version stomp.Version) string {
	if version == stomp.V10 {
		return "a:b"
	}
	return "a:b\\c\nd"
}

func receipt(s *session) facts {
	receipts := 0
	for ; receipts < 3; receipts++ {
		// Returns when the receipt is back.
		check(s.conn.Send("/topic/receipt", "text/plain", []byte("x"), stomp.SendOpt.Receipt))
	}
	return facts{"receipts": receipts}
}

func ack(s *session) facts { return settleEach(s, s.conn.Ack) }

func nack(s *session) facts {
	if version == stomp.V10 {
		return cannot("STOMP 1.0 has no NACK")
	}
	return settleEach(s, s.conn.Nack)
}

func settleEach(s *session, settle func(*stomp.Message) error) facts {
	sub := s.subscribe("/topic/settled", stomp.AckClientIndividual)
	messages := []*stomp.Message{}
	for index := 0; index < 10; index++ {
		message := s.exchange(sub, fmt.Sprint(index))
		check(settle(message))
		messages = append(messages, message)
	}
	return facts{"bodies": bodies(messages...), "ids": len(distinct(messages, "message-id"))}
}

func cumulativeAck(s *session) facts {
	sub := s.subscribe("/topic/cumulative", stomp.AckClient)
	messages := []*stomp.Message{}
	for batch := 0; batch < 3; batch++ {
		for index := 0; index < 3; index++ {
			messages = append(messages, s.exchange(sub, fmt.Sprintf("%d.%d", batch, index)))
		}
		check(s.conn.Ack(messages[len(messages)-1]))
	}
	return facts{"bodies": bodies(messages...)}
}

func ackTwice(s *session) facts {
	sub := s.subscribe("/topic/twice", stomp.AckClientIndividual)
	message := s.exchange(sub, "once")
	check(s.conn.Ack(message))
	check(s.conn.Ack(message))
	return facts{"refused": refusal(sub)}
}

func commit(s *session) facts {
	sub := s.subscribe("/topic/commit", stomp.AckAuto)
	transaction := s.conn.Begin()
	check(transaction.Send("/topic/commit", "text/plain", []byte("one")))
	check(transaction.Send("/topic/commit", "text/plain", []byte("two")))
	s.send("/topic/commit", "outside")
	check(transaction.Commit())
	return facts{"bodies": bodies(read(sub, 3)...)}
}

func abort(s *session) facts {
	sub := s.subscribe("/topic/abort", stomp.AckAuto)
	transaction := s.conn.Begin()
	check(transaction.Send("/topic/abort", "text/plain", []byte("never")))
	check(transaction.Abort())
	return facts{"bodies": bodies(s.exchange(sub, "after"))}
}

func ackInTransaction(s *session) facts {
	sub := s.subscribe("/topic/tx-ack", stomp.AckClientIndividual)
	undone := s.exchange(sub, "undone")
	aborted := s.conn.Begin()
	check(aborted.Ack(undone))
	check(aborted.Abort())
	check(s.conn.Ack(undone))
	done := s.exchange(sub, "done")
	committed := s.conn.Begin()
	check(committed.Ack(done))
	check(committed.Commit())
	alive := s.exchange(sub, "alive")
	check(s.conn.Ack(done))
	return facts{"bodies": bodies(undone, done, alive), "refused": refusal(sub)}
}

func heartBeat(s *session) facts {
	if version == stomp.V10 {
		return cannot("STOMP 1.0 has no heart-beats")
	}
	sub := s.subscribe("/topic/quiet", stomp.AckAuto)
	beats := 0
	// Two of the broker's take longer than it would wait for one of ours.
	for ; beats < 2; beats++ {
		<-s.wire.beats
	}
	return facts{"beats": beats, "then": string(s.exchange(sub, "still here").Body)}
}

func binary(s *session) facts {
	return carried(s, 1_024, func(index int) byte { return byte(index) })
}

func large(s *session) facts {
	return carried(s, 1_048_576, func(index int) byte { return 'a' + byte(index%26) })
}

func carried(s *session, length int, byteAt func(int) byte) facts {
	sub := s.subscribe("/topic/carried", stomp.AckAuto)
	body := make([]byte, length)
	for index := range body {
		body[index] = byteAt(index)
	}
	check(s.conn.Send("/topic/carried", "application/octet-stream", body))
	received := must(sub.Read()).Body
	return facts{"length": len(received), "sha256": fmt.Sprintf("%x", sha256.Sum256(received))}
}

// disconnect returns when the receipt is back.
func disconnect(s *session) facts {
	check(s.conn.Disconnect())
	return facts{"ended": true}
}

func cannot(why string) facts { return facts{"cannot": why} }
