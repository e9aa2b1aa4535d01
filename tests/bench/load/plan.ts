/** Of a mark, `#room-publisher-number`, in characters. Nothing else a server says may hold a `#`. */
export const markLength = 20

/**
 * What the load generator does against one server, whatever that server speaks. It knows WebSocket and HTTP framing and
 * how to count; the words it says come from the peer (`peers/`), the shape of the load from the scenario (`scenarios/`).
 *
 * Texts may hold `{room}` (four digits), `{id}` (a number of its own for each connection, five digits), `{server}` and
 * `{session}` (SockJS names, another for each connection) and, where something is published, `{mark}`: a text of constant
 * length without quotes or backslashes that names publisher, number and room, and by which a delivery is known and judged.
 */
export interface Plan {
  /** Numeric, IPv4. */
  readonly host: string
  readonly port: number
  /** Whose CPU time is counted: the server and what it started. */
  readonly pid: number
  /** Which core it runs on, to see what else did. */
  readonly core: number
  readonly warmUpSeconds: number
  readonly measureSeconds: number
  /** Beside another generator, whose turn it is when it is not this one's: then nothing new is said. */
  readonly turns?: { readonly ms: number; readonly isSecond: boolean }
  readonly groups: readonly Group[]
}

/** Connections that do the same. */
export interface Group {
  readonly name: string
  readonly transport: 'websocket' | 'xhr-streaming'
  /** Of the WebSocket, or of SockJS' base with `/{server}/{session}`. */
  readonly path: string
  /** Publishers always speak WebSocket; where it is not at `path`, as with xhr-streaming. */
  readonly publisherPath?: string
  /** Rooms are numbered from here on; two groups may share some. */
  readonly firstRoom: number
  readonly rooms: number
  readonly membersPerRoom: number
  /** Of the members, how many stop reading as the warm-up begins. They are not waited for. */
  readonly stalledPercent?: number
  /** Members that nobody waits for and that all leave and come back at once, so many seconds into the measurement. */
  readonly stormAfterSeconds?: number
  readonly member: readonly Step[]
  /** Connections that publish to the rooms of this group in turn and read nothing of them; 0 for silent rooms. */
  readonly publishers: number
  readonly publisher: readonly Step[]
  readonly load?: Load
  readonly publish?: string
  /** What every delivery must hold: the member's own id. */
  readonly own?: string
  /** Whole messages of the server that want an answer: socket.io's ping. */
  readonly answers?: readonly (readonly [heard: string, answer: string])[]
  /** Said for each so-manyth delivery, `{ack}` being the value of its `ack` header. */
  readonly acknowledge?: { readonly text: string; readonly every: number }
  /** Said by every connection at this interval. */
  readonly beat?: { readonly text: string; readonly everyMs: number }
  /** Each publication is answered to its publisher by a message that holds its mark. */
  readonly hasReceipts?: boolean
}

/** Said, and then waited for a message that holds the other. `until` absent: go on at once. */
export interface Step {
  readonly say: string
  readonly until?: string
}

export type Load =
  /** Closed loop: so many publications on their way; the next leaves when one has reached all it is meant for. */
  | { readonly inFlight: number }
  /** Open loop: on a fixed schedule, whatever the server does; latency counts from the scheduled moment. */
  | { readonly perSecond: number }

/** What came of it, all of the measured time alone. */
export interface Result {
  /** Until every connection had gone through its steps. */
  readonly connectMs: number
  readonly measuredMs: number
  /** Server's CPU time, of all its threads. */
  readonly cpuUs: number
  readonly userUs: number
  /** How long its threads stood ready and did not run. */
  readonly waitedUs: number
  /** What else ran on its core. */
  readonly foreignUs: number
  /** As the warm-up begins. */
  readonly residentKbBefore: number
  readonly residentKbAfter: number
  /** Highest seen while measured. */
  readonly residentKbPeak: number
  /** The generator's own: looks at its sockets, and how many of them found nothing to do. */
  readonly polls: number
  readonly emptyPolls: number
  /** The generator's own time in looks that found something: its slack is the rest of the measured time. */
  readonly busyUs: number
  readonly groups: readonly GroupResult[]
}

export interface GroupResult {
  readonly name: string
  readonly published: number
  readonly deliveries: number
  /** Reads that brought something: deliveries over reads says how many frames came in one piece. */
  readonly reads: number
  readonly receipts: number
  /** From the publication to each delivery. */
  readonly deliveryMs: Quantiles
  /** The 99th percentile of `deliveryMs` in each whole second. */
  readonly secondP99Ms: readonly number[]
  /** From the publication to the last member. */
  readonly completionMs: Quantiles
  /** Open loop: how late the generator itself was at worst. */
  readonly lateMs: number
  readonly cutConnections: number
  /** Storm: until the last one was back. */
  readonly stormMs?: number
  /** Silent rooms: from the end of the measured time until the server had read all publications (ping and pong). */
  readonly fencedMs?: number
  /** V1, over warm-up and measurement, members that read on. All zero, or no figure counts. */
  readonly faults: Faults
}

interface Faults {
  readonly lost: number
  readonly repeated: number
  readonly outOfOrder: number
  /** Of another room, or without the member's own id. */
  readonly foreign: number
}

interface Quantiles {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}
