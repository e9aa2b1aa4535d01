import type { Scenario, Step } from '../scenario.ts'
import { connected, frame, sayBytes, scenariosOf, send, subscribe, usable } from '../steps.ts'

const scenario = scenariosOf('controllers')

type Parameter =
  | 'thing'
  | 'text'
  | 'bytes'
  | 'map'
  | 'list'
  | 'number'
  | 'optional'
  | 'optional-text'
  | 'message'
  | 'nothing'

const none = undefined
const json = 'application/json'
const text = 'text/plain'

/** Sends these bodies, one after the other, to a method with such a parameter; then a body that it takes. */
const take = (
  own: string,
  parameter: Parameter,
  contentType: string | undefined,
  bodies: readonly string[],
): Step[] => {
  const headers = contentType === undefined ? [] : [`content-type:${contentType}`]
  return [
    ...connected('a'),
    subscribe('a', 'took', `/sub/took/${own}`),
    ...bodies.map((body) => send('a', `/pub/take/${parameter}/${own}`, body, headers)),
    ...usable('a', own),
  ]
}

const chat = (own: string, headers: readonly string[], body: string): Step[] => [
  ...connected('a'),
  subscribe('a', 'room', `/sub/chat/room/${own}`),
  send('a', '/pub/chat/message', body, headers),
]

const ordinary: readonly Scenario[] = [
  scenario(
    'A01',
    'JSON without a content-type: unknown fields dropped, absent ones null, no header passed on',
    chat('101', ['x-extra:1', 'receipt:r1'], '{"type":"TALK","roomId":101,"sender":"kim","other":1}'),
  ),
  scenario('A02', 'the same as application/json', [
    ...chat('102', [`content-type:${json}`], '{"type":"TALK","roomId":102,"message":"안녕"}'),
  ]),
  scenario('A03', 'the same as text/plain is not understood', [
    ...chat('103', [`content-type:${text}`], '{"type":"TALK","roomId":103}'),
    send('a', '/pub/chat/message', '{"roomId":103}'),
  ]),
  scenario('A04', 'broken JSON and an empty body', [
    ...chat('104', [], '{"type":"TALK","roomId":104'),
    send('a', '/pub/chat/message', ''),
    send('a', '/pub/chat/message', '', [`content-type:${json}`]),
    send('a', '/pub/chat/message', '{"roomId":104}'),
  ]),
]

const thing = '{"count":1,"name":"하나"}'

/** What a thing, a string and bytes become of each content-type. */
const byContentType: readonly Scenario[] = [
  scenario('A51', 'POJO, no content-type', take('a51', 'thing', none, [thing])),
  scenario('A52', 'POJO, application/json', take('a52', 'thing', json, [thing])),
  scenario('A53', 'POJO, application/json with a charset', [
    ...take('a53', 'thing', 'application/json;charset=UTF-8', [thing]),
  ]),
  scenario('A54', 'POJO, application/…+json', [
    ...take('a54', 'thing', 'application/vnd.shop+json', [thing]),
  ]),
  scenario('A55', 'POJO, application/*+json written out', [
    ...take('a55', 'thing', 'application/*+json', [thing]),
  ]),
  scenario('A56', 'POJO, text/plain', take('a56', 'thing', text, [thing])),
  scenario('A57', 'POJO, other types', [
    ...take('a57', 'thing', 'application/xml', [thing]),
    send('a', '/pub/take/thing/a57', thing, ['content-type:text/json']),
    send('a', '/pub/take/thing/a57', thing, ['content-type:application/octet-stream']),
    send('a', '/pub/take/thing/a57', thing, ['content-type:*/*']),
    send('a', '/pub/take/thing/a57', thing, ['content-type:application/*']),
    send('a', '/pub/take/thing/a57', thing),
  ]),
  scenario(
    'A58',
    'String, no content-type',
    take('a58', 'text', none, ['hello', '"hello"', '{"a":1}', ' ', '안녕 😀']),
  ),
  scenario('A07', 'String, application/json: a JSON string is decoded', [
    ...connected('a'),
    subscribe('a', 'echo', '/topic/echo/a07'),
    send('a', '/pub/echo/a07', '"hello"', [`content-type:${json}`]),
  ]),
  scenario('A59', 'String, application/json: what is a string to JSON', [
    ...take('a59', 'text', json, ['"say \\"hi\\""', '"\\ud55c글\\n"', 'hello', '12', 'true', '1.50', '""']),
  ]),
  scenario('A60', 'String, application/json: what is none', [
    ...take('a60', 'text', json, ['{"a":1}', '["a"]', 'null', '"open', '']),
  ]),
  scenario('A61', 'String, application/…+json', [
    ...take('a61', 'text', 'application/vnd.shop+json', ['"hello"', 'hello']),
  ]),
  scenario('A62', 'String, text/plain', take('a62', 'text', text, ['hello', '"hello"', '{"a":1}'])),
  scenario('A63', 'String, text/plain with a charset of its own', [
    ...connected('a'),
    subscribe('a', 'took', '/sub/took/a63'),
    sayBytes(
      'a',
      frame(
        'SEND',
        ['destination:/pub/take/text/a63', 'content-type:text/plain;charset=ISO-8859-1'],
        'caf\xe9',
      ),
    ),
    ...usable('a', 'a63'),
  ]),
  scenario('A64', 'String, text/plain with a charset that does not exist', [
    ...take('a64', 'text', 'text/plain;charset=nonsense', ['hello']),
  ]),
  scenario('A65', 'String, other types', [
    ...take('a65', 'text', 'application/xml', ['<a/>']),
    send('a', '/pub/take/text/a65', '<a/>', ['content-type:text/html']),
    send('a', '/pub/take/text/a65', 'bytes', ['content-type:application/octet-stream']),
    send('a', '/pub/take/text/a65', 'any', ['content-type:*/*']),
    send('a', '/pub/take/text/a65', 'text', [`content-type:${text}`]),
  ]),
  scenario('A66', 'byte[], whatever the content-type', [
    ...take('a66', 'bytes', none, ['hello']),
    send('a', '/pub/take/bytes/a66', '"hello"', [`content-type:${json}`]),
    send('a', '/pub/take/bytes/a66', 'hello', [`content-type:${text}`]),
    send('a', '/pub/take/bytes/a66', '<a/>', ['content-type:application/xml']),
    send('a', '/pub/take/bytes/a66', '{"a":1}', ['content-type:application/vnd.shop+json']),
    send('a', '/pub/take/bytes/a66', '한', ['content-type:application/octet-stream']),
  ]),
  scenario('A67', 'byte[], an empty body', take('a67', 'bytes', none, [''])),
  scenario('A68', 'byte[] of a binary message, NUL inside', [
    ...connected('a'),
    subscribe('a', 'took', '/sub/took/a68'),
    sayBytes('a', frame('SEND', ['destination:/pub/take/bytes/a68', 'content-length:5'], 'a\0b\0c')),
  ]),
  scenario('A69', 'String, an empty body', [
    ...take('a69', 'text', none, ['']),
    send('a', '/pub/take/text/a69', '', [`content-type:${text}`]),
    send('a', '/pub/take/text/a69', 'heard'),
  ]),
]

/** What JSON a POJO takes. */
const asJson: readonly Scenario[] = [
  scenario('A70', 'numbers, booleans and strings in each other’s place', [
    ...take('a70', 'thing', none, [
      '{"count":"12"}',
      '{"count":""}',
      '{"count":1.9}',
      '{"count":true}',
      '{"count":"twelve"}',
      '{"count":[1]}',
      '{"name":12}',
      '{"name":true}',
      '{"name":{}}',
      '{"ok":"true"}',
      '{"ok":1}',
      '{"ok":"yes"}',
      '{"ratio":"1.5"}',
      '{"ratio":"half"}',
    ]),
  ]),
  scenario('A71', 'names are compared with their case, the last of two values counts', [
    ...take('a71', 'thing', none, ['{"NAME":"upper","count":1}', '{"count":1,"count":2}']),
  ]),
  scenario('A72', 'what is no object', [
    ...take('a72', 'thing', none, ['[]', '[{"count":1}]', '"text"', '12', 'null', 'true', '{}']),
  ]),
  scenario('A73', 'what is no JSON', [
    ...take('a73', 'thing', none, ['{"count":', "{'count':1}", '{count:1}', '{"count":1,}', 'count', ' ']),
  ]),
  scenario(
    'A74',
    'something behind the JSON',
    take('a74', 'thing', none, ['{"count":1} rest', '{"count":1}\n\n']),
  ),
  scenario('A75', 'a Map takes all there is', [
    ...take('a75', 'map', none, ['{"b":1,"a":null,"deep":{"x":[1,"2",false]}}', '{}', '[]']),
  ]),
  scenario('A76', 'a List of POJOs', [
    ...take('a76', 'list', none, ['[{"count":1},{"name":"b","other":2}]', '[]', '{"count":1}']),
  ]),
  scenario('A77', 'a number as the whole body', take('a77', 'number', none, ['12', '"12"', 'twelve', '{}'])),
]

/** Parameters that need no body, and what they still ask of it. */
const optional: readonly Scenario[] = [
  scenario('A78', 'an optional POJO', take('a78', 'optional', none, ['', '{"count":1}', '{"count":'])),
  scenario('A79', 'an optional String', take('a79', 'optional-text', none, ['', 'hello'])),
  scenario('A80', 'a whole Message of a String', [
    ...take('a80', 'message', none, ['hello', '']),
    send('a', '/pub/take/message/a80', '"quoted"', [`content-type:${json}`]),
  ]),
  scenario('A81', 'a method without parameters does not look at the body', [
    ...take('a81', 'nothing', none, ['', '{"broken":']),
    send('a', '/pub/take/nothing/a81', '<a/>', ['content-type:application/xml']),
  ]),
]

export const bodies: readonly Scenario[] = [...ordinary, ...byContentType, ...asJson, ...optional]
