import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/**
 * `whole`. `cut`: every connection ends, and none is made. `stalled`: nothing passes, and nobody is told. `one-way`: what the page
 * sends arrives, and nothing comes back.
 */
type Condition = 'whole' | 'cut' | 'stalled' | 'one-way'

/** The cable between a page and a broker on this machine. */
export class Cable {
  readonly #server: Server
  readonly #links = new Set<Link>()
  #condition: Condition = 'whole'

  private constructor(brokerPort: number) {
    this.#server = createServer((page) => {
      if (this.#condition === 'cut') page.destroy()
      else this.#link(page, connect(brokerPort, 'localhost'))
    })
  }

  static async to(brokerPort: number): Promise<Cable> {
    const cable = new Cable(brokerPort)
    await once(cable.#server.listen(0, 'localhost'), 'listening')
    return cable
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** What was held back while the cable was stalled goes on its way, as TCP would send it again. */
  become(condition: Condition): void {
    this.#condition = condition
    for (const link of this.#links) link.become(condition)
  }

  async close(): Promise<void> {
    this.become('cut')
    await new Promise((closed) => this.#server.close(closed))
  }

  #link(page: Socket, broker: Socket): void {
    const link = new Link(page, broker)
    this.#links.add(link)
    page.on('close', () => this.#links.delete(link))
    link.become(this.#condition)
  }
}

class Link {
  readonly #page: Socket
  readonly #broker: Socket

  constructor(page: Socket, broker: Socket) {
    this.#page = page
    this.#broker = broker
    pass(page, broker)
    pass(broker, page)
  }

  become(condition: Condition): void {
    if (condition === 'cut') {
      this.#page.destroy()
      this.#broker.destroy()
      return
    }
    flow(this.#page, condition !== 'stalled')
    flow(this.#broker, condition === 'whole')
  }
}

function pass(from: Socket, to: Socket): void {
  from.on('data', (bytes) => to.write(bytes))
  from.on('end', () => to.end())
  from.on('error', () => to.destroy())
  from.on('close', () => to.destroy())
}

function flow(from: Socket, flows: boolean): void {
  if (flows) from.resume()
  else from.pause()
}
