import type { Prose } from './prose.ts'

const picture = `<picture>
  <source media="(prefers-color-scheme: dark)" srcset="images/benchmarks-dark.svg">
  <img src="images/benchmarks-light.svg" width="400" alt="Bars: deliveries per second of each server on one core, with 1, 16 and 64 messages in flight. The figures are in the table below.">
</picture>`

export const english: Prose = {
  head: `[한국어](benchmarks.ko.md)

# How fast

A message for a thousand people is a thousand writes to sockets, and a write has a price that the kernel sets, whatever language asks for it. So with a single message on its way stompbox can only come near that price, and it does.
When messages come faster than they can be written, stompbox writes what has gathered for a socket in one piece, once a turn of the event loop. A burst then costs a fraction of what it costs a server that writes each message to each socket by itself.

Deliveries per second on one core, one room of 1,000 subscribers, bodies of 100 bytes. N is how many subscribe to a room, W how many messages are on their way at once:

${picture}

The same as numbers, and the server's CPU time for one delivery. «C, write() only» is a C program that does nothing but write the same bytes in the same pieces: the price of the kernel. Bun's publish is native code and knows no STOMP.`,
  perSecond: 'per second',
  targets: `## What it was to reach

These lines were drawn before the work began. «At least» is what must hold in every run; «aim» is what a prototype without a broker's duties came to. A ratio is taken of two measurements of the same repeat, and its median is shown; in brackets are the lowest and the highest.
✓✓ reached the aim, ✓ at least, ✗ neither.`,
  columns: ['Load', 'Figure', 'stompbox', 'Beside', 'Ratio'],
  atLeast: 'At least',
  aim: 'Aim',
  notReached: '### What was not reached',
  nothingMissed: 'Every «at least» was reached in this run.',
  whereTimeGoes: {
    F2: 'In a profile of stompbox at W = 16 two thirds of the time are in the write itself, one for each socket and turn; most of the rest is what the streams of Node do around a write, which native code does not.',
    F7: 'An ACK is a frame that comes in, and to read one from a socket costs about 15 µs also where nothing is done with it (I1, «ws, nothing done»): for an ACK every 64 messages that is 0.2 µs of each delivery, most of the difference. In a profile the rest is to note what was sent, to parse the ACK and to find what it names.',
  },
  besides: `## Besides

Measured in the same run, with no line to reach.`,
  codec:
    'P1: what one SEND costs to decode, and one MESSAGE to encode with its WebSocket frame; «slot» is for subscription ids of their own.',
  method: `## How it is measured

- **One core for the server, the other for the load.** The load comes from a small C program that polls its sockets without a pause and uses no client library. It is the same for all, and it tells how much time it had left, so that its own limits are not taken for a server's.
- **In turn.** Each repeat starts every server afresh and goes through all of them; what the machine does beside it meets all alike. Only Spring and RabbitMQ are kept running, after a longer warm-up, until they have been measured. Where the repeats of a ratio lie around its «at least», or within a tenth of it, on whichever side, both are measured twice as often again. What is CPU time is then measured side by side: both servers run, and the load goes to one and the other for half a second each (⇄ in the tables). So a slow second of the machine meets both.
- **Ratios.** Figures of two machines, or of two days, say little. CPU time of the server per delivery is the steadiest of them; a measurement during which other programs had more than a third of the server's core is taken again.
- **A shared machine pauses.** What it takes away from a program, a few milliseconds at a time, is in every 99th percentile; the table below says how much of the time that was. Where it is more than one part in a hundred, a 99th percentile tells of little else. So where a row says «p99 of a second, median», it is taken of each second, and the medians of the seconds are compared; that of the whole time stands under «Besides».
- **Stalled readers.** They stop reading five seconds before the measurement: until the kernel's own buffers for them are full, no server can notice, and every server pays for the kernel's fresh memory.
- **Nothing counts that is not right.** Every delivery carries a mark: it must be one's own, come once, in order, and none may be missing. A figure with a fault under it is shown as not valid; a fault of stompbox fails the run.
- **The whole broker.** All features are on, in the \`standard\` profile; the limits that were lifted are named below.
- **Closed and open loops.** With W in flight, the next message leaves when one has reached everybody. With a rate, messages leave on a schedule whatever the server does, and lateness counts from the moment on the schedule.
- **Over loopback.** The sender also pays for receiving there; on a network the part of the kernel is smaller, and that of the server weighs more.

\`\`\`sh
npm run bench                       # all of it, 40 to 50 minutes on two cores
npm run bench -- F1 F2              # some of it
npm run bench -- --short            # half a minute: would a large regression show?
npm run bench -- --against main     # this tree's broker beside that of another commit
npm run bench -- --json docs/benchmarks.json && npm run bench -- --docs docs/benchmarks.json   # this page
\`\`\`

The peers are installed when they are first needed. One that is not there (no C compiler, no Java, no RabbitMQ) is named as skipped, never estimated.`,
  command: 'Command',
  date: 'Day',
  repeats: 'Repeats',
  machine: 'Machine',
  pauses: 'Its own pauses',
  pausesOf: (percent, longestMs) =>
    `${percent} % of the time of a loop that only looks at the clock; the longest ${longestMs} ms`,
  versions: 'Versions',
  skipped: 'Skipped',
  limits: 'Limits lifted',
  validity: ({ cells, faulty, disordered }) =>
    [
      faulty.length === 0
        ? `Under all ${cells} measurements: nothing lost, nothing twice, nothing that was somebody else's, and with stompbox nothing out of order.`
        : `Of ${cells} measurements these had faults, and do not count: ${faulty.join('; ')}.`,
      ...(disordered.length === 0
        ? []
        : [
            `Out of order, and counted nevertheless, because order is not promised there: ${disordered.join('; ')}.`,
          ]),
    ].join(' '),
  slack: (busyPercent, cell) =>
    `The load generator was busy ${busyPercent} % of the time at most (${cell}); beyond 90 % a figure may be its own and not the server's.`,
}
