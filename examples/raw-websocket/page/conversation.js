import { connectFrame, disconnectFrame, heartBeat, readFrame, sendFrame, subscribeFrame } from './frames.js'

/**
 * Enters a room over a WebSocket: that of a browser, or that of `ws` in Node.
 * @param {WebSocket} socket that is not open yet
 * @param {{ sender: string, roomId: string }} me
 * @param {{
 *   onEntered: () => void,
 *   onMessage: (message: { type: string, sender: string, message: string }) => void,
 *   onError: (text: string) => void,
 *   onWire: (direction: 'out' | 'in', text: string) => void,
 * }} listeners `onWire` is told of every frame and heart-beat
 */
export function converse(socket, me, { onEntered, onMessage, onError, onWire }) {
  let stopBeating = () => {}
  let heardAt = Date.now()

  const write = (text) => {
    onWire('out', text)
    socket.send(text)
  }
  const say = (type, message = '') => write(sendFrame('/pub/chat/message', { type, ...me, message }))

  // What the broker sends, by its command.
  const on = {
    CONNECTED({ headers }) {
      stopBeating = beat(headers.get('heart-beat') ?? '0,0')
      write(subscribeFrame('room', `/sub/chat/room/${me.roomId}`))
      say('ENTER')
      onEntered()
    },
    MESSAGE({ body }) {
      onMessage(JSON.parse(body))
    },
    // It has read all that we sent, so nothing is lost by closing.
    RECEIPT() {
      socket.close(1000)
    },
    // Something was wrong with a frame of ours. The broker closes the connection after it.
    ERROR({ headers, body }) {
      onError(headers.get('message') ?? body)
    },
  }

  /** Each side says how often it can beat, and how often it wants to hear something; the slower of both counts, and 0 is never. */
  function beat(theirs) {
    const [theyCanMs, theyWantMs] = theirs.split(',').map(Number)
    const sendMs = theyWantMs && Math.max(10_000, theyWantMs)
    const hearMs = theyCanMs && Math.max(10_000, theyCanMs)
    const sending = sendMs && setInterval(() => write(heartBeat), sendMs)
    // A line that is cut tells nobody. Twice the time leaves room for a slow one.
    const listening =
      hearMs && setInterval(() => Date.now() - heardAt > 2 * hearMs && socket.close(4000, 'silent'), hearMs)
    return () => {
      clearInterval(sending)
      clearInterval(listening)
    }
  }

  socket.addEventListener('open', () => write(connectFrame(new URL(socket.url).hostname)))
  socket.addEventListener('message', ({ data }) => {
    heardAt = Date.now()
    onWire('in', data)
    if (data === heartBeat) return
    const frame = readFrame(data)
    on[frame.command]?.(frame)
  })
  socket.addEventListener('close', () => stopBeating())

  return {
    say: (message) => say('TALK', message),
    leave() {
      say('QUIT')
      write(disconnectFrame('bye'))
    },
  }
}
