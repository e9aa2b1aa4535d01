import type { MemoryNetwork, MemoryPeer } from '../memory-network.ts'
import type { ObligingBroker } from './obliging-broker.ts'

/** The broker at every socket of the network. `onFrame` hears of each frame before it passes, heart-beats excluded. */
export function answersAt(
  network: MemoryNetwork,
  broker: ObligingBroker,
  onFrame: (way: 'up' | 'down', peer: MemoryPeer, frame: string) => void = () => undefined,
): void {
  network.onPeer = (peer) => {
    const line = {
      get isOpen() {
        return peer.isOpen
      },
      writes: (message: string) => {
        if (message !== '\n') onFrame('down', peer, message)
        peer.writes(message)
      },
    }
    const session = broker.accepts(line)
    peer.onGone = () => session.gone()
    peer.onMessage = (text) => {
      if (text !== '\n') onFrame('up', peer, text)
      if (peer.isOpen) session.says(text)
    }
  }
}
