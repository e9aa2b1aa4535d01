import { useEffect, useRef, useState } from 'react';
import SockJS from 'sockjs-client';
import { Stomp } from '@stomp/stompjs';

function ChatRoom({ roomId, sender, onLeave }) {
  const [messages, setMessages] = useState([]);
  const [message, setMessage] = useState('');
  const client = useRef(null);
  const bottom = useRef(null);
  const headers = {};

  // 메시지 전송 (발행)
  const sendMessage = (type, message) => {
    const data = { type, roomId, sender, message };
    client.current.send('/pub/chat/message', headers, JSON.stringify(data));
  };

  // 소켓 연결, 채팅방 구독
  const connect = () => {
    const sock = new SockJS('http://localhost:8080/ws-stomp');
    client.current = Stomp.over(sock);
    client.current.connect(headers, () => {
      client.current.subscribe(
        '/sub/chat/room/' + roomId,
        (response) => {
          const received = JSON.parse(response.body);
          setMessages((prev) => [...prev, received]);
        },
        headers,
      );
      sendMessage('ENTER', '');
    });
  };

  // 소켓 연결 해제
  const disconnect = () => {
    client.current.disconnect(() => console.log('연결 해제'), headers);
  };

  useEffect(() => {
    connect();
    return () => disconnect();
  }, []);

  useEffect(() => {
    bottom.current.scrollIntoView();
  }, [messages]);

  const handleSubmit = (e) => {
    e.preventDefault();
    if (message.trim() === '') return;
    sendMessage('TALK', message);
    setMessage('');
  };

  const handleLeave = () => {
    sendMessage('QUIT', '');
    onLeave();
  };

  return (
    <main className="app">
      <header>
        <h1>{roomId}번 방</h1>
        <button type="button" onClick={handleLeave}>
          나가기
        </button>
      </header>
      <ul className="messages" tabIndex={0} aria-label="대화">
        {messages.map((msg, index) =>
          msg.type === 'TALK' ? (
            <li key={index} className={msg.sender === sender ? 'talk mine' : 'talk'}>
              <strong>{msg.sender}</strong>
              <p>{msg.message}</p>
            </li>
          ) : (
            <li key={index} className="notice">
              {msg.message}
            </li>
          ),
        )}
        <li ref={bottom} aria-hidden="true" />
      </ul>
      <form className="talk-form" onSubmit={handleSubmit}>
        <input
          value={message}
          onChange={(e) => setMessage(e.target.value)}
          placeholder="메시지를 입력하세요"
          aria-label="메시지"
        />
        <button type="submit">전송</button>
      </form>
    </main>
  );
}

export default ChatRoom;
