/** STOMP the plain way: each message is encoded for each receiver and written at once. */
export class NaiveRooms {
  #rooms = new Map()
  #messages = 0

  /** @param write to this peer */
  heard(peer, text, write) {
    if (text.startsWith('SEND')) this.#publish(text)
    else if (text.startsWith('SUBSCRIBE')) this.#subscribe(peer, text, write)
    else if (text.startsWith('CONNECT')) write('CONNECTED\nversion:1.2\n\n\0')
  }

  #publish(text) {
    const destination = header(text, 'destination')
    const body = text.slice(text.indexOf('\n\n') + 2, -1)
    const messageId = `0a1b2c3d-${++this.#messages}`
    for (const { id, write } of this.#rooms.get(destination)?.values() ?? [])
      write(message(destination, messageId, id, body))
  }

  #subscribe(peer, text, write) {
    const destination = header(text, 'destination')
    if (!this.#rooms.has(destination)) this.#rooms.set(destination, new Map())
    this.#rooms.get(destination).set(peer, { id: header(text, 'id'), write })
    const receipt = header(text, 'receipt')
    if (receipt !== undefined) write(`RECEIPT\nreceipt-id:${receipt}\n\n\0`)
  }

  left(peer) {
    for (const room of this.#rooms.values()) room.delete(peer)
  }
}

function header(text, name) {
  const at = text.indexOf(`\n${name}:`)
  return at < 0 ? undefined : text.slice(at + name.length + 2, text.indexOf('\n', at + 1))
}

const message = (destination, messageId, id, body) =>
  `MESSAGE\ndestination:${destination}\nmessage-id:${messageId}\nsubscription:${id}\ncontent-type:application/json\ncontent-length:${Buffer.byteLength(body)}\n\n${body}\0`
