/** Where a reader would not know them by the name they have here. */
const names: Readonly<Record<string, string>> = {
  floor: 'C, write() only',
  'ws-loop': 'ws, a loop',
  'ws-null': 'ws, nothing done',
  bun: 'Bun publish',
  rabbitmq: 'RabbitMQ',
  spring: 'Spring',
}

export const peerName = (peer: string): string => names[peer] ?? peer
