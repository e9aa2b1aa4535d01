import { useState } from 'react';
import ChatRoom from './ChatRoom.jsx';

function App() {
  const [sender, setSender] = useState('');
  const [roomId, setRoomId] = useState('1');
  const [entered, setEntered] = useState(false);

  const handleSubmit = (e) => {
    e.preventDefault();
    if (sender.trim() === '' || roomId.trim() === '') return;
    setEntered(true);
  };

  if (entered) {
    return <ChatRoom roomId={roomId} sender={sender} onLeave={() => setEntered(false)} />;
  }

  return (
    <main className="app">
      <h1>STOMP 채팅</h1>
      <form className="entry" onSubmit={handleSubmit}>
        <label>
          닉네임
          <input value={sender} onChange={(e) => setSender(e.target.value)} />
        </label>
        <label>
          방 번호
          <input value={roomId} onChange={(e) => setRoomId(e.target.value)} />
        </label>
        <button type="submit">입장</button>
      </form>
    </main>
  );
}

export default App;
