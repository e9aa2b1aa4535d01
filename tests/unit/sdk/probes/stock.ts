import { Client, Versions, type StompConfig } from '@stomp/stompjs'
import { WebSocket } from 'ws'

/** stompjs as its manual shows it, over `ws`, made to hurry. */
export class Stock implements AsyncDisposable {
  readonly client: Client
  #connects = 0
  #waiting: { count: number; resolve: () => void }[] = []

  private constructor(client: Client) {
    this.client = client
    client.onConnect = () => {
      this.#connects++
      for (const { count, resolve } of this.#waiting) if (this.#connects >= count) resolve()
    }
  }

  static at(url: string, config: Partial<StompConfig> = {}): Stock {
    const webSocketFactory = (): WebSocket => new WebSocket(url, Versions.default.protocolVersions())
    const quick: Partial<StompConfig> = {
      webSocketFactory,
      reconnectDelay: 1,
      heartbeatIncoming: 0,
      heartbeatOutgoing: 0,
    }
    const stock = new Stock(new Client({ ...quick, ...config }))
    stock.client.activate()
    return stock
  }

  /** Resolves at the `count`th onConnect. */
  connected(count = 1): Promise<void> {
    return new Promise((resolve) => {
      if (this.#connects >= count) resolve()
      else this.#waiting.push({ count, resolve })
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.deactivate({ force: true })
  }
}
