import type { Scenario, Step } from '../scenario.ts'
import { connected, connectedAs, frame, say, scenariosOf, send, subscribe, usable } from '../steps.ts'

const scenario = scenariosOf('controllers')

const first = (path: string): Step[] => [...connected('a'), subscribe('a', 'first', `/pub${path}`)]

/** What a subscriber hears at once: @SubscribeMapping. */
export const subscribeMappings: readonly Scenario[] = [
  scenario('A24', 'a POJO, straight to the subscriber', [
    ...connected('b'),
    subscribe('b', 'topic', '/topic/init'),
    ...first('/init'),
    ...usable('b', 'a24'),
  ]),
  scenario('A25', 'the subscription is not kept', [
    ...first('/init'),
    send('a', '/pub/init', '{"name":"again"}'),
    ...usable('a', 'a25'),
  ]),
  scenario('A26', 'with @SendTo it goes there, and not to the subscriber', [
    ...connected('b'),
    subscribe('b', 'elsewhere', '/sub/elsewhere/a26'),
    ...first('/first/elsewhere/a26'),
    ...usable('a', 'a26'),
  ]),
  scenario('A27', 'null says nothing, nor does a path that is for SEND', [
    ...first('/first/null/a27'),
    subscribe('a', 'void', '/pub/first/void/a27'),
    subscribe('a', 'echo', '/pub/echo/a27'),
    ...usable('a', 'a27'),
  ]),
  scenario('A144', 'a String with a variable', first('/first/text/a144')),
  scenario('A145', 'byte[] is binary', first('/first/bytes/a145')),
  scenario('A146', 'a Map', first('/first/map/a146')),
  scenario('A147', 'a CompletableFuture', first('/first/later/a147')),
  scenario('A148', 'exact before pattern, regular expressions, conversion', [
    ...first('/first/exact/fixed'),
    subscribe('a', 'variable', '/pub/first/exact/a148'),
    subscribe('a', 'number', '/pub/first/number/41'),
    subscribe('a', 'no-number', '/pub/first/number/x'),
    ...usable('a', 'a148'),
  ]),
  scenario('A149', 'mappings of class and method together', first('/house/a149/bell')),
  scenario('A150', 'a @SendTo of the class', [
    ...connected('b'),
    subscribe('b', 'class', '/sub/of-class/a150'),
    ...first('/class-reply/a150/first'),
    ...usable('a', 'a150'),
  ]),
  scenario('A151', '@SendTo without a destination', [
    ...connected('b'),
    subscribe('b', 'topic', '/topic/first/default/a151'),
    ...first('/first/default/a151'),
    ...usable('a', 'a151'),
  ]),
  scenario('A152', '@SendToUser', [
    ...connected('a'),
    subscribe('a', 'me', '/user/queue/first/a152'),
    subscribe('a', 'first', '/pub/first/user/a152'),
  ]),
  scenario('A153', 'headers and the user', [
    ...connectedAs('a', 'a153-bob'),
    say('a', frame('SUBSCRIBE', ['id:x', 'destination:/pub/first/arguments/a153', 'x-one:1'])),
  ]),
  scenario('A154', 'no header of the SUBSCRIBE is passed on, and no receipt sent', [
    ...connected('a'),
    say(
      'a',
      frame('SUBSCRIBE', ['id:x', 'destination:/pub/first/text/a154', 'receipt:r1', 'x-one:1', 'ack:client']),
    ),
  ]),
  scenario('A155', 'without an id nothing can be answered', [
    ...connected('a'),
    say('a', frame('SUBSCRIBE', ['destination:/pub/first/text/a155'])),
    ...usable('a', 'a155'),
  ]),
  scenario('A156', 'the same id again is answered again', [
    ...first('/first/text/a156'),
    subscribe('a', 'first', '/pub/first/text/a156'),
    subscribe('a', 'first', '/pub/first/text/a156-other'),
  ]),
  scenario('A157', 'the id of an application subscription is free for the broker', [
    ...first('/first/text/a157'),
    subscribe('a', 'first', '/sub/a157'),
    send('a', '/sub/a157', 'hello'),
  ]),
  scenario('A158', 'UNSUBSCRIBE of an application subscription', [
    ...first('/first/text/a158'),
    say('a', frame('UNSUBSCRIBE', ['id:first'])),
    ...usable('a', 'a158'),
  ]),
  scenario('A159', 'one path for SEND and for SUBSCRIBE', [
    ...connected('a'),
    subscribe('a', 'topic', '/topic/two-faces/a159'),
    subscribe('a', 'face', '/pub/two-faces/a159'),
    send('a', '/pub/two-faces/a159'),
  ]),
  scenario('A160', 'an exception is answered by its handler, and that on the topic', [
    ...connected('a'),
    subscribe('a', 'topic', '/topic/first/failing/a160'),
    subscribe('a', 'first', '/pub/first/failing/a160'),
    ...usable('a', 'a160'),
  ]),
  scenario('A161', 'a path that nothing takes', [
    ...first('/first/nothing/like/a161'),
    subscribe('a', 'prefix', '/pub'),
    ...usable('a', 'a161'),
  ]),
  scenario('A162', 'a pattern as a destination is taken as it stands', [
    ...first('/first/text/*'),
    subscribe('a', 'deep', '/pub/first/**'),
    ...usable('a', 'a162'),
  ]),
  scenario('A163', 'SEND to a path that is for SUBSCRIBE', [
    ...connected('a'),
    subscribe('a', 'topic', '/topic/first/text/a163'),
    send('a', '/pub/first/text/a163', 'x'),
    ...usable('a', 'a163'),
  ]),
  scenario('A164', 'a SUBSCRIBE that an interceptor drops, and one that it refuses', [
    ...connected('a'),
    say('a', frame('SUBSCRIBE', ['id:x', 'destination:/pub/first/text/a164', 'x-deny:null'])),
    ...usable('a', 'a164'),
    say('a', frame('SUBSCRIBE', ['id:y', 'destination:/pub/first/text/a164', 'x-deny:plain'])),
  ]),
  scenario('A165', 'two subscribers hear one answer each, of their own', [
    ...first('/first/text/a165'),
    ...connected('b'),
    subscribe('b', 'second', '/pub/first/text/a165'),
    say('b', frame('DISCONNECT', ['receipt:bye'])),
  ]),
]
