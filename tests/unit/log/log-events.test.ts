import { connectMemory, createBroker, logEvents } from '@stompbox/broker'
import { expect, test } from 'vitest'

test('logs what the command logs, a line at a time, to where it is told to', () => {
  const lines: string[] = []
  const broker = createBroker({}, { monitor: logEvents((line) => lines.push(line)) })
  const peer = connectMemory((...from) => broker.accept(...from))
  peer.send('CONNECT\naccept-version:1.2\n\n\0')
  peer.send('SUBSCRIBE\nid:0\nreceipt:r\ndestination:/sub/a\n\n\0')
  expect(lines.map((line) => line.replace(/^[\d:]{8} +/, '').replace(/ [\da-f]{8} /, ' '))).toEqual([
    expect.stringMatching(/^connected +STOMP 1.2 over memory/),
    expect.stringMatching(/^subscribed +0 → \/sub\/a$/),
  ])
})
