import type { Scenario } from '../scenario.ts'
import { connected, connectedAs, scenariosOf, send, subscribe, usable } from '../steps.ts'

const scenario = scenariosOf('controllers')
const dots = { variant: 'dots' } as const

/** Controllers where the separator is a dot. */
export const dotted: readonly Scenario[] = [
  scenario(
    'A32',
    'red.{c} takes red.blue',
    [...connected('a'), subscribe('a', 'color', '/sub/color.a32'), send('a', '/pub/red.a32', 'x')],
    dots,
  ),
  scenario(
    'A211',
    'without @SendTo: /topic, a slash and the path',
    [...connected('a'), subscribe('a', 'plain', '/topic/plain.a211'), send('a', '/pub/plain.a211', 'x')],
    dots,
  ),
  scenario(
    'A212',
    'mappings of class and method are joined by a dot',
    [
      ...connected('a'),
      subscribe('a', 'shop', '/topic/shop.**'),
      send('a', '/pub/shop.buy.a212', 'x'),
      send('a', '/pub/shop.all', 'x'),
      send('a', '/pub/shop.all.a212.more', 'x'),
      send('a', '/pub/shop/buy.a212', 'x'),
      ...usable('a', 'a212'),
    ],
    dots,
  ),
  scenario(
    'A213',
    'a variable does not reach over a dot, but over a slash',
    [
      ...connected('a'),
      subscribe('a', 'dot', '/sub/color.a213.b'),
      subscribe('a', 'slash', '/sub/color.a213/b'),
      send('a', '/pub/red.a213.b', 'dot'),
      send('a', '/pub/red.a213/b', 'slash'),
      send('a', '/pub/.red.a213/b', 'leading dot'),
      ...usable('a', 'a213'),
    ],
    dots,
  ),
  scenario(
    'A214',
    '@SubscribeMapping',
    [...connected('a'), subscribe('a', 'first', '/pub/first.a214'), ...usable('a', 'a214')],
    dots,
  ),
  scenario(
    'A215',
    'a mapping with slashes is never reached',
    [
      ...connected('a'),
      subscribe('a', 'echo', '/topic/echo'),
      send('a', '/pub/echo', 'x'),
      ...usable('a', 'a215'),
    ],
    dots,
  ),
  scenario(
    'A216',
    'user destinations',
    [
      ...connectedAs('a', 'a216-bob'),
      subscribe('a', 'mine', '/user/queue/a216.msg'),
      send('a', '/user/a216-bob/queue/a216.msg', 'slashes'),
      send('a', '/user/a216-bob/queue.a216.msg', 'dots'),
      ...usable('a', 'a216'),
    ],
    dots,
  ),
]
