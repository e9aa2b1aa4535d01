// stompit against a broker: client.mjs tcp://127.0.0.1:61613 1.2
// Prints one line of JSON for each scenario; what the lines must say is in ../scenarios.ts.

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import stompit from 'stompit'

const address = new URL(process.argv[2])
const version = process.argv[3]
const patienceMs = 5_000
/** Two of the broker's take longer than it would wait for one of ours. */
const quietBeats = 2

/** Takes what comes before somebody waits for it. */
class Inbox {
  #arrived = []
  #waiting = []

  put(item) {
    const take = this.#waiting.shift()
    if (take) take(item)
    else this.#arrived.push(item)
  }

  next() {
    if (this.#arrived.length > 0) return Promise.resolve(this.#arrived.shift())
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

/** A connected stompit. */
class Session {
  #client
  #messages = new Inbox()
  #ended

  static async open(heartBeat = '0,0') {
    const connectHeaders = {
      host: '/',
      login: 'guest',
      passcode: 'guest',
      'accept-version': version,
      'heart-beat': heartBeat,
    }
    const options = {
      host: address.hostname,
      port: Number(address.port),
      heartbeatDelayMargin: 2_000,
      connectHeaders,
    }
    const client = await new Promise((resolve, reject) => {
      stompit.connect(options, (error, connected) => (error ? reject(error) : resolve(connected)))
    })
    return new Session(client)
  }

  constructor(client) {
    this.#client = client
    // It asks at once: when the socket goes down too, stompit stamps the same error as one of the socket.
    this.#ended = new Promise((resolve) =>
      client.on('error', (error) => resolve({ error, isRefusal: error.isApplicationError() })),
    )
  }

  get client() {
    return this.#client
  }

  subscribe(destination, ack = 'auto') {
    this.#client.subscribe({ destination, ack, id: 'sub-node' }, (error, message) => {
      if (error) return
      const chunks = []
      message.on('data', (chunk) => chunks.push(chunk))
      message.on('end', () => this.#messages.put(Object.assign(message, { body: Buffer.concat(chunks) })))
    })
  }

  send(destination, body, headers = {}) {
    this.#client.send({ destination, ...headers }).end(body)
  }

  /** Resolves when its receipt is back. */
  sendWithReceipt(destination, body) {
    return new Promise((resolve) => {
      this.#client.send({ destination }, { onReceipt: resolve }).end(body)
    })
  }

  message() {
    return Promise.race([this.#messages.next(), this.#ended.then(({ error }) => Promise.reject(error))])
  }

  async bodies(count) {
    const bodies = []
    while (bodies.length < count) bodies.push(String((await this.message()).body))
    return bodies
  }

  /** Sends one message and waits until it is back. */
  exchange(destination, body) {
    this.send(destination, body)
    return this.message()
  }

  /** Resolves with the text of the ERROR that ends the session. */
  async refusal() {
    const { error, isRefusal } = await this.#ended
    if (!isRefusal) throw error
    return error.message
  }

  async beats(count) {
    const socket = this.#client.getTransportSocket()
    for (let seen = 0; seen < count; seen++) await once(socket, 'data')
  }

  disconnect() {
    return new Promise((resolve, reject) => {
      this.#client.disconnect((error) => (error ? reject(error) : resolve(true)))
    })
  }
}

async function connected(run, heartBeat) {
  const session = await Session.open(heartBeat)
  try {
    const facts = await run(session)
    if (!('refused' in facts) && !('ended' in facts)) await session.disconnect()
    return facts
  } finally {
    session.client.destroy()
  }
}

const connect = () =>
  connected(async ({ client }) => ({
    version: client.headers.version ?? '1.0',
    server: client.headers.server,
  }))

const echo = () =>
  connected(async (session) => {
    session.subscribe('/topic/echo')
    // STOMP 1.0 has no escapes.
    const note = version === '1.0' ? 'a:b' : 'a:b\\c\nd'
    const headers = { 'content-type': 'text/plain', note }
    for (let index = 0; index < 20; index++) session.send('/topic/echo', `안녕 👋 ${index}`, headers)
    const messages = []
    while (messages.length < 20) messages.push(await session.message())
    return {
      bodies: messages.map(({ body }) => String(body)),
      notes: distinct(messages, 'note'),
      contentTypes: distinct(messages, 'content-type'),
      destinations: distinct(messages, 'destination'),
      subscriptions: distinct(messages, 'subscription'),
      messageIds: distinct(messages, 'message-id').length,
    }
  })

const receipt = () =>
  connected(async (session) => {
    const asked = ['1', '2', '3'].map((body) => session.sendWithReceipt('/topic/receipt', body))
    return { receipts: (await Promise.all(asked)).length }
  })

const settleEach = (settle) =>
  connected(async (session) => {
    session.subscribe('/topic/settled', 'client-individual')
    const messages = []
    for (let index = 0; index < 10; index++) {
      const message = await session.exchange('/topic/settled', String(index))
      messages.push(message)
      settle(session.client, message)
    }
    return { bodies: messages.map(({ body }) => String(body)), ids: distinct(messages, 'message-id').length }
  })

const ack = () => settleEach((client, message) => client.ack(message))
const nack = () =>
  version === '1.0'
    ? { cannot: 'STOMP 1.0 has no NACK' }
    : settleEach((client, message) => client.nack(message))

const cumulativeAck = () =>
  connected(async (session) => {
    session.subscribe('/topic/cumulative', 'client')
    const bodies = []
    for (let batch = 0; batch < 3; batch++) {
      let last
      for (let index = 0; index < 3; index++) {
        last = await session.exchange('/topic/cumulative', `${batch}.${index}`)
        bodies.push(String(last.body))
      }
      session.client.ack(last)
    }
    return { bodies }
  })

const ackTwice = () =>
  connected(async (session) => {
    session.subscribe('/topic/twice', 'client-individual')
    const message = await session.exchange('/topic/twice', 'once')
    session.client.ack(message)
    session.client.ack(message)
    return { refused: await session.refusal() }
  })

const commit = () =>
  connected(async (session) => {
    session.subscribe('/topic/commit')
    const transaction = session.client.begin()
    transaction.send({ destination: '/topic/commit' }).end('one')
    transaction.send({ destination: '/topic/commit' }).end('two')
    session.send('/topic/commit', 'outside')
    transaction.commit()
    return { bodies: await session.bodies(3) }
  })

const abort = () =>
  connected(async (session) => {
    session.subscribe('/topic/abort')
    const transaction = session.client.begin()
    transaction.send({ destination: '/topic/abort' }).end('never')
    transaction.abort()
    session.send('/topic/abort', 'after')
    return { bodies: await session.bodies(1) }
  })

const ackInTransaction = () =>
  connected(async (session) => {
    const { client } = session
    session.subscribe('/topic/tx-ack', 'client-individual')
    const undone = await session.exchange('/topic/tx-ack', 'undone')
    const aborted = client.begin()
    client.ack(undone, { transaction: aborted.id })
    aborted.abort()
    client.ack(undone)
    const done = await session.exchange('/topic/tx-ack', 'done')
    const committed = client.begin()
    client.ack(done, { transaction: committed.id })
    committed.commit()
    const alive = await session.exchange('/topic/tx-ack', 'alive')
    client.ack(done)
    return { bodies: [undone, done, alive].map(({ body }) => String(body)), refused: await session.refusal() }
  })

const heartBeat = () => (version === '1.0' ? { cannot: 'STOMP 1.0 has no heart-beats' } : afterQuiet())

const afterQuiet = () =>
  connected(async (session) => {
    session.subscribe('/topic/quiet')
    await session.beats(quietBeats)
    return { beats: quietBeats, then: String((await session.exchange('/topic/quiet', 'still here')).body) }
  }, '500,250')

const binary = () => carried(Buffer.from(Array.from({ length: 1_024 }, (_, index) => index % 256)))
const large = () => carried(Buffer.from(Array.from({ length: 1_048_576 }, (_, index) => 97 + (index % 26))))

const carried = (sent) =>
  connected(async (session) => {
    session.subscribe('/topic/carried')
    session.send('/topic/carried', sent, {
      'content-type': 'application/octet-stream',
      'content-length': sent.length,
    })
    const { body } = await session.message()
    return { length: body.length, sha256: createHash('sha256').update(body).digest('hex') }
  })

const disconnect = () => connected(async (session) => ({ ended: await session.disconnect() }))

const distinct = (messages, header) => [...new Set(messages.map(({ headers }) => headers[header]))]

const scenarios = {
  connect,
  echo,
  receipt,
  ack,
  nack,
  'cumulative-ack': cumulativeAck,
  'ack-twice': ackTwice,
  commit,
  abort,
  'ack-in-transaction': ackInTransaction,
  'heart-beat': heartBeat,
  binary,
  large,
  disconnect,
}

for (const [scenario, run] of Object.entries(scenarios)) {
  let facts
  const outOfPatience = new Promise((_, reject) => {
    setTimeout(() => reject(new Error('It took too long.')), patienceMs).unref()
  })
  try {
    facts = await Promise.race([run(), outOfPatience])
  } catch (error) {
    facts = { failed: String(error) }
  }
  console.log(JSON.stringify({ scenario, ...facts }))
}

// Whatever a failed scenario left open.
process.exit()
