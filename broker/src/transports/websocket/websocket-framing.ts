import type { ChunkKind, Encoded, Framing } from '../../core/ports.ts'

const opcodes = { text: 0x81, binary: 0x82 } as const satisfies Record<ChunkKind, number>

export function webSocketHeaderBytes(payloadBytes: number): number {
  if (payloadBytes < 126) return 2
  return payloadBytes < 65_536 ? 4 : 10
}

/** Writes the header of one whole, unmasked message [RFC 6455 §5.2]. */
export function writeWebSocketHeader(target: Uint8Array, payloadBytes: number, kind: ChunkKind): void {
  target[0] = opcodes[kind]
  if (payloadBytes < 126) {
    target[1] = payloadBytes
  } else if (payloadBytes < 65_536) {
    target[1] = 126
    target[2] = payloadBytes >> 8
    target[3] = payloadBytes & 0xff
  } else {
    target[1] = 127
    new DataView(target.buffer, target.byteOffset).setBigUint64(2, BigInt(payloadBytes))
  }
}

const controls = { close: 0x88, pong: 0x8a } as const

/** One whole control frame [RFC 6455 §5.5]. */
export function webSocketControl(kind: keyof typeof controls, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(controls[kind], payload.length), payload])
}

/** A Buffer, because a socket would make one of any other array at each write; filled to the last byte. */
function wrap({ bytes: payload, slots }: Encoded, kind: ChunkKind): Encoded {
  const headerBytes = webSocketHeaderBytes(payload.length)
  const bytes = Buffer.allocUnsafe(headerBytes + payload.length)
  writeWebSocketHeader(bytes, payload.length, kind)
  bytes.set(payload, headerBytes)
  return { bytes, slots: slots.map((slot) => slot + headerBytes) }
}

/** What one whole message of ours holds. */
export function webSocketPayload(message: Uint8Array): Uint8Array {
  const length = message[1]!
  return message.subarray(length < 126 ? 2 : length === 126 ? 4 : 10)
}

/** One STOMP frame in one WebSocket message, header and payload in one array. */
export const webSocketFraming: Framing = { wrap, unwrap: webSocketPayload }
