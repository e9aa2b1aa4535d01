import { connected, frame, say, scenariosOf, send, usable } from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('destinations')

const switchedOn = { variant: 'selectors' } as const

const select = (destination: string, selector: string): Step =>
  say('a', frame('SUBSCRIBE', [`id:${selector}`, `destination:${destination}`, `selector:${selector}`]))

/** One session subscribed with these selectors, each the id of its subscription; a message comes under those that let it through. */
const passes = (
  own: string,
  selectors: readonly string[],
  messages: readonly (readonly string[])[],
): Step[] => [
  ...connected('a'),
  ...selectors.map((selector) => select(`/sub/${own}/x`, selector)),
  ...messages.map((headers) => send('a', `/sub/${own}/x`, headers.join(), headers, { anyOrder: true })),
  ...usable('a', own),
]

/** The `selector` header of SUBSCRIBE, an expression over headers: on by default until 6.0, off since. */
export const selectors: readonly Scenario[] = [
  scenario('S32', 'a selector with the default configuration', [
    ...passes('s32', ["headers.foo == 'bar'"], [['foo:bar'], ['foo:baz'], []]),
  ]),
  scenario(
    'S102',
    'a selector reads the headers of the sender',
    passes(
      's102',
      [
        "headers.foo == 'bar'",
        "headers.foo != 'bar'",
        'headers.foo == null',
        "headers['foo'] == 'bar'",
        "headers.foo == 'bar' and headers.n == '1'",
        "headers.foo == 'bar' or headers.n == '1'",
        "!(headers.foo == 'bar')",
      ],
      [['foo:bar'], ['foo:baz'], [], ['n:1'], ['foo:bar', 'n:1'], ['Foo:bar']],
    ),
    switchedOn,
  ),
  scenario(
    'S103',
    'of a repeated header a selector reads the first value',
    passes('s103', ["headers.foo == 'bar'", "headers.foo == 'baz'"], [['foo:bar', 'foo:baz']]),
    switchedOn,
  ),
  scenario(
    'S104',
    'a selector reads the destination',
    passes(
      's104',
      ["headers.destination == '/sub/s104/x'", "headers.simpDestination == '/sub/s104/x'"],
      [[]],
    ),
    switchedOn,
  ),
  scenario(
    'S105',
    'a selector that cannot be parsed is no selector',
    passes('s105', ["foo == 'bar", '((', ''], [['foo:bar'], []]),
    switchedOn,
  ),
  scenario(
    'S106',
    'a selector that fails, or is not true, lets nothing through',
    passes(
      's106',
      [
        "foo == 'bar'",
        "headers.foo = 'bar'",
        'headers.foo',
        "'true'",
        "'on'",
        '1',
        'false',
        'null',
        "headers.foo.bar == 'x'",
        '1 / 0 == 1',
      ],
      [['foo:bar'], ['foo:true']],
    ),
    switchedOn,
  ),
  scenario('S107', 'a selector that is true', passes('s107', ['true', '1 == 1', ' true '], [[]]), switchedOn),
  scenario(
    'S108',
    'a selector does not see the body',
    passes('s108', ['payload == null', 'payload != null'], [['foo:bar']]),
    switchedOn,
  ),
  scenario(
    'S109',
    'operators: compare, match, arithmetic, choice',
    passes(
      's109',
      [
        "headers.n > '5'",
        'headers.n > 5',
        'headers.n == 7',
        "headers.foo matches 'b.*'",
        "headers.foo matches 'a'",
        "headers.n + '0' == '70'",
        "headers.foo == 'bar' ? true : false",
        'headers.none?.length == null',
      ],
      [
        ['n:7', 'foo:bar'],
        ['n:4', 'foo:a'],
      ],
    ),
    switchedOn,
  ),
  scenario(
    'S110',
    'methods, types and beans are out of reach',
    passes(
      's110',
      [
        'headers.foo.length() == 3',
        "headers.foo.startsWith('b')",
        'T(java.lang.Math).abs(-1) == 1',
        'new String() == null',
        '@bean == null',
        '#variable == null',
      ],
      [['foo:bar']],
    ),
    switchedOn,
  ),
  scenario(
    'S111',
    'a selector on a pattern, and beside a subscription without one',
    [
      ...connected('a'),
      say(
        'a',
        frame('SUBSCRIBE', ['id:pattern', 'destination:/sub/s111/*', "selector:headers.foo == 'bar'"]),
      ),
      say('a', frame('SUBSCRIBE', ['id:all', 'destination:/sub/s111/x'])),
      send('a', '/sub/s111/x', 'bar', ['foo:bar'], { anyOrder: true }),
      send('a', '/sub/s111/x', 'none'),
      say('a', frame('UNSUBSCRIBE', ['id:all', "selector:headers.foo == 'baz'"])),
      send('a', '/sub/s111/x', 'bar again', ['foo:bar']),
      send('a', '/sub/s111/x', 'to nobody'),
      ...usable('a', 's111'),
    ],
    switchedOn,
  ),
  scenario(
    'S112',
    'each subscriber has a selector of its own',
    [
      ...connected('a'),
      ...connected('b'),
      say('a', frame('SUBSCRIBE', ['id:sub-0', 'destination:/sub/s112/x', "selector:headers.lang == 'ko'"])),
      say('b', frame('SUBSCRIBE', ['id:sub-0', 'destination:/sub/s112/x', "selector:headers.lang == 'en'"])),
      send('a', '/sub/s112/x', '안녕', ['lang:ko']),
      send('a', '/sub/s112/x', 'hello', ['lang:en']),
      send('a', '/sub/s112/x', 'to nobody'),
      ...usable('b', 's112'),
    ],
    switchedOn,
  ),
  scenario(
    'S113',
    'Selector with a capital letter is another header, of two selectors the first counts',
    [
      ...connected('a'),
      say('a', frame('SUBSCRIBE', ['id:capital', 'destination:/sub/s113/x', 'Selector:false'])),
      say('a', frame('SUBSCRIBE', ['id:two', 'destination:/sub/s113/x', 'selector:true', 'selector:false'])),
      send('a', '/sub/s113/x', 'x', [], { anyOrder: true }),
    ],
    switchedOn,
  ),
]
