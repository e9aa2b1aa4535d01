import { acknowledge, group, type GroupWish, heartBeat } from './group.ts'
import { type Cell, labelOf, loadCell, type Row, type Scenario, type Text } from './scenario.ts'

const heartBeatMs = 1_000

interface Extra {
  readonly text: Text
  readonly asks: Partial<GroupWish>
  /** Of a cost that a target does not speak of. */
  readonly isUnjudged?: true
}

const extras = {
  'ack client': {
    text: { en: '`ack:client`, one ACK for 64 messages', ko: '`ack:client`, 메시지 64개마다 ACK 하나' },
    asks: { wish: { ack: 'client' }, acknowledge: acknowledge(64) },
  },
  'ack client-individual': {
    text: {
      en: '`ack:client-individual`, every 64th message acknowledged',
      ko: '`ack:client-individual`, 메시지 64개 중 하나에 ACK',
    },
    asks: { wish: { ack: 'client-individual' }, acknowledge: acknowledge(64) },
  },
  'ack each': {
    text: {
      en: '`ack:client-individual`, every message acknowledged',
      ko: '`ack:client-individual`, 모든 메시지에 ACK',
    },
    asks: { wish: { ack: 'client-individual' }, acknowledge: acknowledge(1) },
    isUnjudged: true,
  },
  receipts: {
    text: { en: 'a RECEIPT for each SEND', ko: 'SEND마다 RECEIPT' },
    asks: { hasReceipts: true },
  },
  'heart-beats': {
    text: { en: 'heart-beats every second, both ways', ko: '양방향 1초 하트비트' },
    asks: { wish: { heartBeatMs }, beat: heartBeat(heartBeatMs) },
  },
  together: {
    text: {
      en: '`ack:client`, receipts and heart-beats together',
      ko: '`ack:client`, RECEIPT, 하트비트를 함께',
    },
    asks: {
      wish: { ack: 'client', heartBeatMs },
      acknowledge: acknowledge(64),
      hasReceipts: true,
      beat: heartBeat(heartBeatMs),
    },
  },
} satisfies Record<string, Extra>

const base = 'N = 1,000, W = 16'
const loadOf = (name: string): string => `${base}, ${name}`

const cell = (load: string, asks: Partial<GroupWish>): Cell =>
  loadCell('stompbox', load, (dialect) => [
    group(dialect, { membersPerRoom: 1_000, publishers: 16, load: { inFlight: 16 }, ...asks }),
  ])

const row = (name: string, { text, isUnjudged }: Extra): Row => ({
  load: text,
  figure: 'cpuPerDelivery',
  ours: labelOf('stompbox', loadOf(name)),
  theirs: labelOf('stompbox', base),
  against: { en: 'without', ko: '없을 때' },
  better: 'smaller',
  ...(!isUnjudged && { atLeast: 1.25, aim: 1.1 }),
})

/** What STOMP offers besides, one by one and together. An ACK for every message is a frame in for every frame out: told, not judged. */
export const f7: Scenario = {
  id: 'F7',
  title: { en: 'Acknowledgements, receipts, heart-beats', ko: 'ACK, RECEIPT, 하트비트' },
  cells: [cell(base, {}), ...Object.entries(extras).map(([name, { asks }]) => cell(loadOf(name), asks))],
  rows: Object.entries<Extra>(extras).map(([name, extra]) => row(name, extra)),
}
