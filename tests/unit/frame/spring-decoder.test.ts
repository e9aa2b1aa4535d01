import { describe, expect, test } from 'vitest'
import type { Frame } from '../../../broker/src/frame/decoder.ts'
import { encodeMessage } from '../../../broker/src/frame/encoder.ts'
import { needsTranslation, spanSize } from '../../../broker/src/frame/header-block.ts'
import { SpringDecoder } from '../../../broker/src/frame/spring-decoder.ts'
import { SpringError } from '../../../broker/src/frame/spring-refusals.ts'
import type { SpringVersion } from '../../../broker/src/frame/spring-version.ts'
import { wireBytes, wireText } from '../../support/wire-text.ts'

const versions: readonly SpringVersion[] = ['5.3', '6.2', '7.0']

/** Of every message what came out, and at the end what was refused. */
function decode(
  version: SpringVersion,
  messages: readonly (string | Uint8Array)[],
  limit?: number,
): string[] {
  const decoder = new SpringDecoder(version, limit)
  const out: string[] = []
  try {
    for (const message of messages) {
      decoder.push(typeof message === 'string' ? wireBytes(message) : message)
      for (let frame = decoder.next(); frame; frame = decoder.next()) out.push(show(frame))
    }
  } catch (error) {
    if (!(error instanceof SpringError)) throw error
    out.push(`refused ${error.message}`)
    decoder.push(wireBytes('DISCONNECT\n\n␀'))
    expect(decoder.next(), 'a dead decoder').toBeUndefined()
    expect(decoder.bufferedBytes).toBe(0)
  }
  return out
}

/** Headers as [name, value] lines, repeats included. */
const show = ({ command, headers, body }: Frame): string =>
  `${command} ${[...headers.lines()].map(([name, value]) => `${name}:${value}`).join('|')} ${JSON.stringify(Buffer.from(body).toString())}`

const noSuch = 'refused No enum constant org.springframework.messaging.simp.stomp.StompCommand.'
const illegal = (line: string) =>
  `refused Illegal header: '${line}'. A header must be of the form <name>:[<value>].`
const carriageReturn = "refused '\\r' must be followed by '\\n'"
const mime = (value: string, detail: string) => `refused Invalid mime type "${value}": ${detail}`

type Row = readonly [title: string, messages: readonly string[], expected: readonly string[]]

const alike: readonly Row[] = [
  ['unknown command [spring F01]', ['FOO\n\n␀'], [`${noSuch}FOO`]],
  ['lower case command [spring F01]', ['send\n\n␀'], [`${noSuch}send`]],
  ['space before the command [spring F01]', [' SEND\n\n␀'], [`${noSuch} SEND`]],
  ['the text is whole, however long', [`${'X'.repeat(5_000)}\n\n␀`], [noSuch + 'X'.repeat(5_000)]],
  ['an unknown command is looked at when a byte follows its line', ['FOO\n', '\n'], [`${noSuch}FOO`]],
  ['line without colon [spring F02]', ['SEND\nbad\n\n␀'], [illegal('bad')]],
  ['line without name [spring F03]', ['SEND\n:v\n\n␀'], [illegal(':v')]],
  ['a bad line that ends a message waits for the next byte', ['SEND\nbad\n'], []],
  ['and is refused then', ['SEND\na:1\nbad\n', 'x'], [illegal('bad')]],
  [
    'unknown escape in a value [spring F04]',
    ['SEND\nfoo:a\\tb\n\n␀'],
    ['refused Illegal escape sequence at index 1: a\\tb'],
  ],
  [
    'escape without an end [spring F04]',
    ['SEND\nfoo:a\\\n\n␀'],
    ['refused Illegal escape sequence at index 1: a\\'],
  ],
  [
    'unknown escape in a name, after a good one',
    ['SEND\na\\\\b\\x:1\n\n␀'],
    ['refused Illegal escape sequence at index 4: a\\\\b\\x'],
  ],
  ['CR without LF in the command line [spring F05]', ['SEND␍destination:/a\n\n␀'], [carriageReturn]],
  ['CR without LF in a header', ['SEND\na:␍b\n\n␀'], [carriageReturn]],
  ['CR without LF between frames', ['ACK\n\n␀␍x'], [carriageReturn]],
  ['CR ends a message [spring F06]', ['SEND\na:1␍', '\n\n␀'], [carriageReturn]],
  ['CR alone', ['␍'], [carriageReturn]],
  ['CR LF everywhere [spring F07]', ['SEND␍\na:1␍\n␍\nx␀␍\n'], ['SEND a:1 "x"']],
  [
    'body on SUBSCRIBE [spring F08]',
    ['SUBSCRIBE\nid:1\n\nbody␀'],
    ["refused SUBSCRIBE shouldn't have a payload: length=4, headers={}"],
  ],
  [
    'body on CONNECT [spring C31]',
    ['CONNECT\naccept-version:1.2\n\nbody␀'],
    ["refused CONNECT shouldn't have a payload: length=4, headers={}"],
  ],
  [
    'content-length below the body [spring F09]',
    ['SEND\ncontent-length:1\n\nabc␀'],
    ['refused Frame must be terminated with a null octet'],
  ],
  [
    'content-length beyond the body [spring F10]',
    ['SEND\ncontent-length:10\n\nabc␀', 'zzzzzz␀'],
    ['SEND content-length:10 "abc\\u0000zzzzzz"'],
  ],
  [
    'content-length that is no number [spring F11]',
    ['SEND\ncontent-length:abc\n\nxyz␀'],
    ['SEND content-length:abc "xyz"'],
  ],
  [
    'the same in a frame that is split [spring F12]',
    ['SEND\ncontent-length:abc\n\nx', 'yz␀'],
    ['refused For input string: "abc"'],
  ],
  [
    'the first content-length counts, escapes resolved',
    ['SEND\ncontent-length:\\\\\ncontent-length:1\n\nx'],
    ['refused For input string: "\\"'],
  ],
  [
    'too large for a Java int',
    ['SEND\ncontent-length:2147483648\n\nx␀'],
    ['SEND content-length:2147483648 "x"'],
  ],
  ['negative content-length [spring F13]', ['SEND\ncontent-length:-5\n\nx␀'], ['SEND content-length:-5 "x"']],
  ['negative and split', ['SEND\ncontent-length:-5\n\n', 'x␀'], ['SEND content-length:-5 "x"']],
  [
    'signed and in digits of another script',
    ['SEND\ncontent-length:+٣\n\na␀b␀'],
    ['SEND content-length:+٣ "a\\u0000b"'],
  ],
  [
    'NUL in a counted body [spring F14]',
    ['SEND\ncontent-length:3\n\na␀b␀'],
    ['SEND content-length:3 "a\\u0000b"'],
  ],
  ['NUL in a body without content-length [spring F15]', ['SEND\n\na␀b␀'], ['SEND  "a"']],
  [
    'and what is left of it spoils the next frame [spring F15]',
    ['SEND\n\na␀b␀', 'SEND\n\nc␀'],
    ['SEND  "a"', `${noSuch}b\0SEND`],
  ],
  [
    'content-type without a slash [spring F16]',
    ['SEND\ncontent-type:json\n\n␀'],
    [mime('json', "does not contain '/'")],
  ],
  [
    'an empty content-type, of any command',
    ['ACK\ncontent-type:\n\n␀'],
    [mime('', "'mimeType' must not be empty")],
  ],
  [
    'the first content-type counts',
    ['SEND\ncontent-type:a/b\ncontent-type:x\n\n␀'],
    ['SEND content-type:a/b|content-type:x ""'],
  ],
  [
    'each frame has a content-type of its own',
    ['SEND\ncontent-type:a/b\n\n␀SEND\ncontent-type:x\n\n␀'],
    [mime('x', "does not contain '/'")],
  ],
  [
    'frames with blank lines between [spring F17]',
    ['\n\nACK\nid:1\n\n␀\n\n␍\nACK\nid:2\n\n␀\nSEND\n\nx␀'],
    ['ACK id:1 ""', 'ACK id:2 ""', 'SEND  "x"'],
  ],
  ['four pieces [spring F18]', ['SE', 'ND\ndesti', 'nation:/a\n', '\nx␀'], ['SEND destination:/a "x"']],
  [
    'line ends alone are one heart-beat [spring F20]',
    ['\n', '\n\n\n', '␍\n', ''],
    ['HEARTBEAT  ""', 'HEARTBEAT  ""', 'HEARTBEAT  ""'],
  ],
  ['line ends beside a frame are none', ['\nACK\n\n␀\n', '\n'], ['ACK  ""', 'HEARTBEAT  ""']],
  ['NUL alone waits [spring F21]', ['␀'], []],
  ['and spoils the next frame [spring F21]', ['␀', 'SEND\n\n␀'], [`${noSuch}\0SEND`]],
  ['a second NUL behind a frame', ['ACK\n\n␀␀', 'ACK\n\n␀'], ['ACK  ""', `${noSuch}\0ACK`]],
  ['an unfinished frame waits [spring F30]', ['SEND\ndestination:/a\n\nx'], []],
  ['a bad frame takes the good ones before it along [spring F33]', ['SEND\n\nx␀FOO\n\n␀'], [`${noSuch}FOO`]],
  ['but not those of an earlier message', ['SEND\n\nx␀', 'FOO\n\n␀'], ['SEND  "x"', `${noSuch}FOO`]],
  [
    'commands of servers [spring S24 S25]',
    ['MESSAGE\n\nx␀CONNECTED\n\n␀RECEIPT\n\n␀ERROR\n\ny␀'],
    ['MESSAGE  "x"', 'CONNECTED  ""', 'RECEIPT  ""', 'ERROR  "y"'],
  ],
  ['repeated headers are kept [spring S03]', ['SEND\nfoo:1\nfoo:2\n\n␀'], ['SEND foo:1|foo:2 ""']],
  [
    'escapes by the rules of 1.2 [spring S01 S30]',
    ['SEND\nx\\cy:a\\cb\\nc\\rd\\\\e\n\n␀'],
    ['SEND x:y:a:b\nc\rd\\e ""'],
  ],
  ['raw colons in a value', ['SEND\na:b:c\n\n␀'], ['SEND a:b:c ""']],
  ['spaces are kept [spring S27]', ['SUBSCRIBE\nid: a\nfoo: bar \n\n␀'], ['SUBSCRIBE id: a|foo: bar  ""']],
  ['Hangul and emoji [spring S29]', ['SEND\ndestination:/방\n\n👋␀'], ['SEND destination:/방 "👋"']],
  ['an empty value', ['SUBSCRIBE\nid:\n\n␀'], ['SUBSCRIBE id: ""']],
  ['broken UTF-8', ['SEND\na:⟨ff⟩\n\n␀'], ['SEND a:\ufffd ""']],
]

describe.each(versions)('Spring %s decodes', (version) => {
  test.each(alike)('%s', (_, messages, expected) => {
    expect(decode(version, messages)).toEqual(expected)
  })

  test('a backslash in CONNECT is one since 6.0 [spring C32]', () => {
    const refused = 'refused Illegal escape sequence at index 1: a\\tb'
    const taken = (command: string) => (version === '5.3' ? refused : `${command} foo:a\\tb ""`)
    for (const command of ['CONNECT', 'STOMP', 'CONNECTED'])
      expect(decode(version, [`${command}\nfoo:a\\tb\n\n␀`])).toEqual([taken(command)])
    expect(decode(version, ['CONNECT\nfoo:a\\cb\n\n␀'])).toEqual([
      version === '5.3' ? 'CONNECT foo:a:b ""' : 'CONNECT foo:a\\cb ""',
    ])
  })

  test('the session version changes nothing [spring S31]', () => {
    const decoder = new SpringDecoder(version)
    decoder.version = '1.0'
    decoder.push(wireBytes('SEND\nx:a\\cb\n\n␀'))
    expect(decoder.next()!.headers.get('x')).toBe('a:b')
  })
})

test('headers are found by what they are, and pass through an encoder of another profile [spring S30]', () => {
  const decoder = new SpringDecoder('6.2')
  decoder.push(wireBytes('SEND\nx\\cy:1\nurl:a:b\nplain:c\n\n␀'))
  const { headers, body } = decoder.next()!
  expect(['x:y', 'url', 'plain'].map((name) => headers.get(name))).toEqual(['1', 'a:b', 'c'])
  expect(headers.spans.filter((_, index) => index % spanSize === 3)).toEqual([
    needsTranslation,
    needsTranslation,
    0,
  ])
  const message = { destination: '/a', messageId: 'm', headers, body }
  expect(wireText(encodeMessage(message, '1.1', 1, false).bytes)).toContain('x\\cy:1\nurl:a\\cb\nplain:c\n')
})

describe('sizes', () => {
  const frame = (bytes: number) => `SEND\n\n${'x'.repeat(bytes - 7)}␀`
  const pieces = (text: string, length = 16_384) => text.match(new RegExp(`[^]{1,${length}}`, 'g'))!
  const exceeded = 'refused The configured STOMP buffer size limit of 65536 bytes has been exceeded'

  test('65536 buffered bytes pass, one more does not [spring F28]', () => {
    expect(decode('6.2', pieces(frame(65_536)))).toHaveLength(1)
    expect(decode('6.2', pieces(frame(65_537)))).toEqual([exceeded])
  })
  test('the limit holds for whole frames in one message as well', () => {
    expect(decode('6.2', [frame(30_000) + frame(30_000)])).toHaveLength(2)
    expect(decode('6.2', [frame(30_000) + frame(36_000)])).toEqual([exceeded])
  })
  test('another limit', () => {
    expect(decode('6.2', [frame(100)], 100)).toHaveLength(1)
    expect(decode('6.2', [frame(101)], 100)).toEqual([exceeded.replace('65536', '100')])
  })
  test('a content-length beyond the limit is refused with the next message [spring F29]', () => {
    const first = 'SEND\ncontent-length:+100000\n\nabc'
    expect(decode('6.2', [first])).toEqual([])
    expect(decode('6.2', [first, 'd'])).toEqual([
      "refused STOMP 'content-length' header value 100000  exceeds configured buffer size limit 65536",
    ])
  })
  test('nothing is looked at before as many bytes are here as content-length says', () => {
    const head = 'SEND\ncontent-length:40\nbad'
    expect(decode('6.2', [head, '\nworse\n'])).toEqual([])
    expect(decode('6.2', [head, '\nworse\n', 'x'.repeat(20)])).toEqual([illegal('bad')])
  })
})

describe('what waits', () => {
  test('messages are told apart while nobody asks', () => {
    const decoder = new SpringDecoder('6.2')
    for (const message of ['ACK\nid:1\n\n␀ACK\nid:2\n\n␀', '\n', 'SE', 'ND\n\nx␀', 'ACK\n\n␀FOO\n\n␀'])
      decoder.push(wireBytes(message))
    const out = Array.from({ length: 4 }, () => show(decoder.next()!))
    expect(out).toEqual(['ACK id:1 ""', 'ACK id:2 ""', 'HEARTBEAT  ""', 'SEND  "x"'])
    expect(() => decoder.next()).toThrow(`${noSuch.slice(8)}FOO`)
    expect(decoder.next()).toBeUndefined()
  })

  test('is counted until it is handed out', () => {
    const decoder = new SpringDecoder('6.2')
    expect([decoder.bufferedBytes, decoder.isInFrame]).toEqual([0, false])
    decoder.push(wireBytes('ACK\n\n␀ACK\n\n␀SEN'))
    expect(decoder.bufferedBytes).toBeGreaterThanOrEqual(15)
    decoder.next()
    expect(decoder.bufferedBytes).toBe(15)
    decoder.next()
    expect([decoder.bufferedBytes, decoder.isInFrame]).toEqual([3, true])
    decoder.push(wireBytes('D\n\n␀'))
    decoder.next()
    expect([decoder.bufferedBytes, decoder.isInFrame]).toEqual([0, false])
  })

  test('small messages count for more than their bytes', () => {
    const decoder = new SpringDecoder('6.2')
    for (let count = 0; count < 1_000; count++) decoder.push(Uint8Array.of(10))
    expect(decoder.bufferedBytes).toBeGreaterThan(100_000)
  })

  test('line ends are counted', () => {
    const decoder = new SpringDecoder('6.2')
    decoder.push(wireBytes('\n␍\nACK\n\n␀\n\n'))
    decoder.next()
    expect(decoder.takeSkipped()).toBe(5)
    expect(decoder.takeSkipped()).toBe(0)
  })
})

test('a broken line of CONNECT is said to the client and kept from the log: it may be a passcode', () => {
  const refusalOf = (message: string): SpringError => {
    const decoder = new SpringDecoder('5.3')
    decoder.push(wireBytes(message))
    try {
      decoder.next()
    } catch (error) {
      return error as SpringError
    }
    return expect.unreachable()
  }
  for (const line of ['passcode s3cret', 'passcode:s3cret\\']) {
    const error = refusalOf(`CONNECT\n${line}\n\n␀`)
    expect(error.message).toContain('s3cret')
    expect(error.logMessage).not.toContain('s3cret')
  }
  const error = refusalOf('SEND\nbad\n\n␀')
  expect(error.logMessage).toBe(error.message)
})
