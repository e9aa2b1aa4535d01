import { describe, expect, test } from 'vitest'
import { HeaderBlock } from '../../../broker/src/frame/header-block.ts'
import { SpringDecoder } from '../../../broker/src/frame/spring-decoder.ts'
import {
  encodeSpringFrame,
  finishSpringMessage,
  prepareSpringMessage,
  type SpringMessage,
  springReceiver,
} from '../../../broker/src/frame/spring-encoder.ts'
import { wireBytes, wireText } from '../../support/wire-text.ts'

/** As the broker passes on what a client sent. */
function sent(frame: string): SpringMessage {
  const decoder = new SpringDecoder('6.2')
  decoder.push(wireBytes(frame))
  const { headers, body } = decoder.next()!
  return { headers, destination: headers.get('destination')!, body }
}

const got = (
  message: SpringMessage,
  subscription = 'sub-0',
  session = 'S',
  number: number | null = 7,
): string => {
  const receiver = springReceiver(subscription, session)
  return wireText(finishSpringMessage(prepareSpringMessage(message), receiver, number ?? undefined))
}

describe("MESSAGE out of a client's frame", () => {
  test('carries every header of it, in order, and the server its own behind [spring S01]', () => {
    const frame =
      'SEND\nfoo:1\ndestination:/sub/x\ncontent-type:application/json;charset=utf-8\nreceipt:r9\nfoo2:a\\cb\\nc\n' +
      'Authorization:Bearer t\ncontent-length:2\ntransaction:tx\nlogin:l\nid:zz\n\n{}␀'
    expect(got(sent(frame))).toBe(
      'MESSAGE\nfoo:1\ndestination:/sub/x\ncontent-type:application/json;charset=utf-8\nreceipt:r9\nfoo2:a\\cb\\nc\n' +
        'Authorization:Bearer t\ntransaction:tx\nlogin:l\nid:zz\nsubscription:sub-0\nmessage-id:S-7\ncontent-length:2\n\n{}␀',
    )
  })
  test('keeps its message-id and not its subscription, both in place [spring S02]', () => {
    const message = sent('SEND\nmessage-id:mine\nsubscription:evil\ndestination:/sub/x\n\n1␀')
    expect(got(message)).toBe(
      'MESSAGE\nmessage-id:mine\nsubscription:sub-0\ndestination:/sub/x\ncontent-length:1\n\n1␀',
    )
    expect(prepareSpringMessage(message).needsMessageId).toBe(false)
    expect(got(sent('SEND\nsubscription:evil\nmessage-id:\ndestination:/a\n\n␀'))).toBe(
      'MESSAGE\nsubscription:sub-0\nmessage-id:\ndestination:/a\ncontent-length:0\n\n␀',
    )
  })
  test('groups repeated headers, and has one destination [spring S03]', () => {
    expect(got(sent('SEND\nfoo:1\nbar:x\nfoo:2\ndestination:/sub/x\ndestination:/sub/y\n\n␀'))).toBe(
      'MESSAGE\nfoo:1\nfoo:2\nbar:x\ndestination:/sub/x\nsubscription:sub-0\nmessage-id:S-7\ncontent-length:0\n\n␀',
    )
  })
  test('lets simpOrigDestination say the destination [spring S04]', () => {
    const message = sent('SEND\nsimpOrigDestination:/spoofed\ndestination:/sub/x\nz:1\n\n␀')
    const rest = 'z:1\nsubscription:sub-0\nmessage-id:S-7\ncontent-length:0\n\n␀'
    expect(got(message)).toBe(`MESSAGE\ndestination:/spoofed\n${rest}`)
  })
  test('has no message-id when a client sent MESSAGE [spring S24]', () => {
    expect(got(sent('MESSAGE\ndestination:/sub/x\n\n1␀'), 'a', 'S', null)).toBe(
      'MESSAGE\ndestination:/sub/x\nsubscription:a\ncontent-length:1\n\n1␀',
    )
  })
  test('writes the content-type again [spring S26]', () => {
    expect(
      got(sent('SEND\ncontent-type:Application/JSON; charset=utf-8\nb:1\ndestination:/a\n\n␀')),
    ).toContain('MESSAGE\ncontent-type:application/json;charset=utf-8\nb:1\n')
  })
  test('keeps spaces [spring S27]', () => {
    const message = sent('SEND\nfoo: bar \ndestination:/a\n\n␀')
    expect(got(message, ' a')).toBe(
      'MESSAGE\nfoo: bar \ndestination:/a\nsubscription: a\nmessage-id:S-7\ncontent-length:0\n\n␀',
    )
  })
  test('counts bytes of Hangul and emoji [spring S29]', () => {
    const message = sent('SEND\ndestination:/sub/방\n\n안녕👋␀')
    expect(got(message, '구독')).toBe(
      'MESSAGE\ndestination:/sub/방\nsubscription:구독\nmessage-id:S-7\ncontent-length:10\n\n안녕👋␀',
    )
  })
  test('counts 16000 Hangul as 48000 bytes [spring F26]', () => {
    expect(got(sent(`SEND\ndestination:/a\n\n${'한'.repeat(16_000)}␀`))).toContain(
      'content-length:48000\n\n한',
    )
  })
  test('escapes names, values, ids of both kinds, whatever the version [spring S30 S31]', () => {
    const message = sent('SEND\nx\\cy:1\nv:a:b\\\\\\r\ndestination:/a\n\n␀')
    expect(got(message, 'a:b', 'c:d', 0)).toBe(
      'MESSAGE\nx\\cy:1\nv:a\\cb\\\\\\r\ndestination:/a\nsubscription:a\\cb\nmessage-id:c\\cd-0\ncontent-length:0\n\n␀',
    )
  })
  test('passes a NUL of a header on', () => {
    expect(got(sent('SEND\na:x␀y\ndestination:/a\n\n␀'))).toContain('a:x␀y\n')
  })
})

describe("MESSAGE of the application's", () => {
  const body = wireBytes('{}')
  test('destination, content-type, subscription, message-id, content-length [spring A01]', () => {
    expect(
      got({ headers: HeaderBlock.empty, destination: '/sub/a', contentType: 'application/json', body }),
    ).toBe(
      'MESSAGE\ndestination:/sub/a\ncontent-type:application/json\nsubscription:sub-0\nmessage-id:S-7\ncontent-length:2\n\n{}␀',
    )
  })
  test('headers of its own come first, the content-type does not [spring A20]', () => {
    const headers = HeaderBlock.of([
      ['content-type', 'text/plain'],
      ['x-one', '1'],
      ['x:two', 'a:b\nc'],
    ])
    expect(got({ headers, destination: '/sub/a', contentType: 'text/plain', body })).toBe(
      'MESSAGE\nx-one:1\nx\\ctwo:a\\cb\\nc\ndestination:/sub/a\ncontent-type:text/plain\nsubscription:sub-0\nmessage-id:S-7\ncontent-length:2\n\n{}␀',
    )
  })
  test('a content-type that is none goes out as it is', () => {
    const message = { headers: HeaderBlock.empty, destination: '/a', contentType: 'json', body }
    expect(got(message)).toContain('content-type:json\n')
    expect(prepareSpringMessage(message).kind).toBe('text')
  })
})

test.each([
  ['application/octet-stream', 'binary'],
  ['APPLICATION/OCTET-STREAM;a=b', 'binary'],
  ['application/*', 'binary'],
  ['*/*', 'binary'],
  ['*', 'binary'],
  ['application/*+octet-stream', 'binary'],
  ['application/json', 'text'],
  ['application/*+json', 'text'],
  ['text/plain', 'text'],
  ['text/*', 'text'],
])('%s goes out as %s [spring F22 F23 F24]', (type, kind) => {
  expect(prepareSpringMessage(sent(`SEND\ncontent-type:${type}\ndestination:/a\n\nx␀`)).kind).toBe(kind)
  expect(prepareSpringMessage(sent(`SEND\ncontent-type:${type}\ndestination:/a\n\n␀`)).kind).toBe('text')
})

test('without a content-type it is text', () => {
  expect(prepareSpringMessage(sent('SEND\ndestination:/a\n\nx␀')).kind).toBe('text')
})

describe('frames of the session itself', () => {
  const frame = (...args: Parameters<typeof encodeSpringFrame>) => wireText(encodeSpringFrame(...args))
  test('CONNECTED is not escaped and not counted [spring C01 C17]', () => {
    expect(
      frame('CONNECTED', [
        ['version', '1.2'],
        ['heart-beat', '0,0'],
        ['user-name', 'a:b'],
      ]),
    ).toBe('CONNECTED\nversion:1.2\nheart-beat:0,0\nuser-name:a:b\n\n␀')
  })
  test('RECEIPT is escaped and not counted [spring D01]', () => {
    expect(frame('RECEIPT', [['receipt-id', '7:7']])).toBe('RECEIPT\nreceipt-id:7\\c7\n\n␀')
  })
  test('ERROR is escaped, and counted though empty [spring C19 D05 C13]', () => {
    expect(
      frame('ERROR', [
        ['message', 'Unknown session: s'],
        ['receipt-id', '77'],
      ]),
    ).toBe('ERROR\nmessage:Unknown session\\c s\nreceipt-id:77\ncontent-length:0\n\n␀')
    expect(frame('ERROR', [])).toBe('ERROR\ncontent-length:0\n\n␀')
    expect(frame('ERROR', [['message', '']])).toBe('ERROR\nmessage:\ncontent-length:0\n\n␀')
    expect(frame('ERROR', [['content-length', '9']], wireBytes('ab'))).toBe('ERROR\ncontent-length:2\n\nab␀')
  })
})
