import { connected, frame, say, scenariosOf, send, subscribe, usable } from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('destinations')

/** One session subscribed to these patterns, each under its own text; what is sent to each destination comes under the patterns it fits. */
const fits = (root: string, patterns: readonly string[], destinations: readonly string[]): Step[] => [
  ...connected('a'),
  ...patterns.map((pattern) => subscribe('a', pattern, `${root}${pattern}`)),
  ...destinations.map((destination) =>
    send('a', `${root}${destination}`, destination, [], { anyOrder: true }),
  ),
  ...usable('a', root.slice('/sub/'.length)),
]

/** Which destinations an Ant pattern takes in. */
export const patterns: readonly Scenario[] = [
  scenario('S15', 'one message under every pattern that it fits', [
    ...fits('/sub/s15', ['/p/1', '/p/*', '/**', '/p/{x}', '/p/?'], ['/p/1']),
  ]),
  scenario('S16', 'a destination that reads like a pattern is a name when sent to', [
    ...fits('/sub/s16', ['/p/1', '/p/*', '/p/?', '/p/{x}'], ['/p/*', '/p/?', '/p/{x}', '/p/**']),
  ]),
  scenario('S33', '? is one character of a segment', [
    ...fits(
      '/sub/s33',
      ['/?', '/a?c', '/a?'],
      ['/a', '/', '', '/ab', '/a/', '/abc', '/ac', '/a/c', '/가', '/👋', '/a?', '/aㄱc'],
    ),
  ]),
  scenario('S78', '* is any part of one segment, or nothing', [
    ...fits(
      '/sub/s78',
      ['/*', '/a*', '/*b', '/a*b', '/*-*'],
      ['', '/', '/a', '/ab', '/a/b', '/a/', '/b', '/axb', '/a-b', '/-', '/가나'],
    ),
  ]),
  scenario('S79', '* for a segment in the middle', [
    ...fits(
      '/sub/s79',
      ['/*/x', '/a/*/x', '/*/*'],
      ['/a/x', '//x', '/x', '/a/b/x', '/a//x', '/a/b', '/a/b/'],
    ),
  ]),
  scenario('S80', '** is any number of segments, none too', [
    ...fits('/sub/s80', ['/**', '/a/**'], ['', '/', '/a', '/a/', '/a/b', '/a/b/c', '/a/b/c/', '/ab', '//']),
  ]),
  scenario('S81', '** in the middle', [
    ...fits(
      '/sub/s81',
      ['/**/z', '/a/**/z', '/**/b/**', '/**/*'],
      ['/z', '/a/z', '/a/b/z', '/az', '/a/z/', '/b', '/a/b/c', '/'],
    ),
  ]),
  scenario('S82', '** beside other letters of a segment is *', [
    ...fits('/sub/s82', ['/a**', '/**b', '/a**b'], ['/a', '/ab', '/a/b', '/axxb', '/a/x/b']),
  ]),
  scenario('S83', '** and a file name', [
    ...fits(
      '/sub/s83',
      ['/**/*.txt', '/*.txt', '/**.txt'],
      ['/a.txt', '/a/b.txt', '/.txt', '/a.txtx', '/axtxt'],
    ),
  ]),
  scenario('S84', '{name} is one segment', [
    ...fits(
      '/sub/s84',
      ['/{x}', '/{x}/{y}', '/pre-{x}', '/{x}.json', '/{x}-{y}'],
      ['', '/', '/a', '/a/', '/a/b', '/pre-a', '/pre-', '/a.json', '/.json', '/a-b', '/-'],
    ),
  ]),
  scenario('S85', '{name:regex} is a segment of that form', [
    ...fits(
      '/sub/s85',
      ['/{x:[0-9]+}', '/{x:\\\\d{2}}', '/{x:a|b}', '/{x:.*}', '/id-{x:[a-z]*}'],
      ['/1', '/12', '/123', '/a', '/b', '/ab', '/', '/1/2', '/id-', '/id-kim', '/id-Kim'],
    ),
  ]),
  scenario('S86', 'a regex with a slash, with groups, with an anchor', [
    ...fits(
      '/sub/s86',
      ['/{x:a/b}', '/{x:(a)(b)}', '/{x:^a$}', '/{x:(?i)kim}'],
      ['/a/b', '/ab', '/a', '/KIM', '/kim'],
    ),
  ]),
  scenario('S87', 'a slash at the end must be at both ends', [
    ...fits('/sub/s87', ['/a*', '/a*/', '/*/', '/**/', '/{x}/'], ['/ab', '/ab/', '/a/b/', '/a/b', '/']),
  ]),
  scenario('S88', 'empty segments do not count in a pattern', [
    ...fits(
      '/sub/s88',
      ['/a*', '//a*', '/x//a*', '/x/a*', '///*'],
      ['/ab', '//ab', '/x/ab', '/x//ab', '///ab', '/x///ab'],
    ),
  ]),
  scenario('S89', 'letters of a pattern have a case, and mean themselves', [
    ...fits(
      '/sub/s89',
      ['/A*', '/a.b*', '/a+*', '/(a)*', '/[ab]*', '/^a*$', '/a|b*', '/\\\\d*'],
      [
        '/ab',
        '/Ab',
        '/a.b1',
        '/axb1',
        '/aa',
        '/a+1',
        '/(a)1',
        '/b',
        '/[ab]1',
        '/^a1$',
        '/a|b1',
        '/1',
        '/\\\\d1',
      ],
    ),
  ]),
  scenario('S90', 'braces that are not a pair', [
    ...fits(
      '/sub/s90',
      ['/{x', '/x}', '/}{', '/{}', '/{a/b}', '/{{x}}'],
      ['/{x', '/x}', '/}{', '/{}', '/{a/b}', '/{{x}}', '/a', '/y'],
    ),
  ]),
  scenario('S91', 'spaces in patterns and destinations', [
    ...fits('/sub/s91', ['/ *', '/* ', '/a b*', '/*/ '], ['/ a', '/a ', '/a', '/a b', '/a/ ', '/ ']),
  ]),
  scenario('S92', 'forms that other matchers know are not special', [
    ...fits(
      '/sub/s92',
      ['/{*rest}', '/#', '/*.>', '/>', '/+', '/!(a)'],
      ['/a', '/a/b', '/#', '/>', '/+', '/a.>', '/!(a)'],
    ),
  ]),
  scenario('S93', 'a pattern that is no regular expression, and those who subscribe beside it', [
    ...connected('a'),
    ...connected('b'),
    subscribe('b', 'exact', '/sub/s93/x'),
    subscribe('b', 'pattern', '/sub/s93/*'),
    send('b', '/sub/s93/x', 'before', [], { anyOrder: true }),
    subscribe('a', 'broken', '/sub/s93/{x:[}'),
    send('b', '/sub/s93/x', 'a name sent to before', [], { anyOrder: true }),
    send('b', '/sub/s93/y', 'a new name'),
    say('a', frame('UNSUBSCRIBE', ['id:broken'])),
    send('b', '/sub/s93/z', 'afterwards'),
    ...usable('a', 's93'),
    ...usable('b', 's93'),
  ]),
  scenario('S94', 'a pattern must begin with a broker prefix as it is written', [
    ...connected('a'),
    ...['/**', '/*/s94/x', '/s?b/s94/x', '/{x}/s94/x', '**'].map((pattern) =>
      subscribe('a', pattern, pattern),
    ),
    send('a', '/sub/s94/x', 'to nobody'),
    ...usable('a', 's94'),
  ]),
  scenario('S95', 'a pattern that goes on where the prefix ends', [
    ...connected('a'),
    ...['/sub**/s95', '/sub*/s95', '/sub?/s95', '/sub{x}/s95'].map((pattern) =>
      subscribe('a', pattern, pattern),
    ),
    ...['/sub/s95', '/subs/s95', '/subway/s95', '/sub/x/s95'].map((destination) =>
      send('a', destination, destination, [], { anyOrder: true }),
    ),
    ...usable('a', 's95'),
  ]),
  scenario('S96', 'a pattern subscribed after its destination was sent to', [
    ...connected('a'),
    send('a', '/sub/s96/x', 'to nobody'),
    subscribe('a', 'pattern', '/sub/s96/*'),
    send('a', '/sub/s96/x', 'to the pattern'),
    subscribe('a', 'exact', '/sub/s96/x'),
    send('a', '/sub/s96/x', 'to both', [], { anyOrder: true }),
    say('a', frame('UNSUBSCRIBE', ['id:pattern'])),
    send('a', '/sub/s96/x', 'to the exact one'),
    send('a', '/sub/s96/y', 'to nobody'),
    ...usable('a', 's96'),
  ]),
  scenario('S97', 'UNSUBSCRIBE of one of two patterns', [
    ...connected('a'),
    subscribe('a', 'one', '/sub/s97/*'),
    subscribe('a', 'many', '/sub/s97/**'),
    send('a', '/sub/s97/x', 'to both', [], { anyOrder: true }),
    say('a', frame('UNSUBSCRIBE', ['id:one', 'destination:/sub/s97/*'])),
    send('a', '/sub/s97/x', 'to the other'),
    send('a', '/sub/s97/x/y', 'to the other'),
  ]),
  scenario('S98', 'patterns of several sessions', [
    ...connected('a'),
    ...connected('b'),
    subscribe('a', 'sub-0', '/topic/s98/*'),
    subscribe('b', 'sub-0', '/topic/s98/**'),
    send('a', '/topic/s98/x', 'to both'),
    send('a', '/topic/s98/x/y', 'to b'),
    { do: 'close', on: 'a', code: 1000 },
    send('b', '/topic/s98/x', 'to b'),
  ]),
  scenario('S99', 'three hundred patterns in one session', [
    ...connected('a'),
    ...[0, 1, 2].map((part) =>
      say(
        'a',
        Array.from({ length: 100 }, (_, index) =>
          frame('SUBSCRIBE', [`id:${part}-${index}`, `destination:/sub/s99/${part}/${index}/*`]),
        ).join(''),
      ),
    ),
    send('a', '/sub/s99/0/0/x', 'the first'),
    send('a', '/sub/s99/1/50/x', 'one in the middle'),
    send('a', '/sub/s99/2/99/x', 'the last'),
    send('a', '/sub/s99/2/100/x', 'to nobody'),
    ...usable('a', 's99'),
  ]),
  scenario(
    'S100',
    'with . as the separator a segment ends at a dot',
    [
      ...fits(
        '/sub/s100',
        ['.*', '.x.*', '.x.**', '.**.z', '.{a}', '.{a}.{b}', '/x/*', '/*', '.x?'],
        ['.x', '.x.y', '.x.y.z', '.x.', '.x/y', '.xy', '/x/y', '/x.y', '/x', '..z', '.z', ''],
      ),
    ],
    { variant: 'dots' },
  ),
  scenario(
    'S101',
    'with . as the separator a prefix is still a beginning',
    [
      ...connected('a'),
      ...['/sub.*.s101', '/sub.**', '/topic.s101.*'].map((pattern) => subscribe('a', pattern, pattern)),
      ...['/sub.a.s101', '/sub.a.b.s101', '/topic.s101.x', '/topic.s101.x.y', '/topic/s101.x'].map(
        (destination) => send('a', destination, destination, [], { anyOrder: true }),
      ),
      ...usable('a', 's101'),
    ],
    { variant: 'dots' },
  ),
]
