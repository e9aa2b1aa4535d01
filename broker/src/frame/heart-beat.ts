/** What one side can send and wants to get, in milliseconds; 0 means none (STOMP 1.2 §Heart-beating). */
export interface HeartBeat {
  /** How often this side can send one. */
  readonly sendMs: number
  /** How often it wants one. */
  readonly receiveMs: number
}

/** @returns undefined when the header is not two whole numbers of at most nine digits. A missing one is `0,0`. */
export function parseHeartBeat(header: string | undefined): HeartBeat | undefined {
  if (header === undefined) return { sendMs: 0, receiveMs: 0 }
  const numbers = /^(\d{1,9}),(\d{1,9})$/.exec(header)
  return numbers ? { sendMs: Number(numbers[1]), receiveMs: Number(numbers[2]) } : undefined
}

export const formatHeartBeat = ({ sendMs, receiveMs }: HeartBeat): string => `${sendMs},${receiveMs}`

/** How often data must flow from one side to the other; 0 when either side declines. */
export const beatIntervalMs = (senderSendsMs: number, receiverWantsMs: number): number =>
  senderSendsMs === 0 || receiverWantsMs === 0 ? 0 : Math.max(senderSendsMs, receiverWantsMs)
