import {
  close,
  connectWith,
  connected,
  each,
  frame,
  open,
  ping,
  say,
  scenariosOf,
  send,
  subscribe,
  usable,
  wait,
} from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('sessions')

/** The server's are 500,700. */
const beating = { variant: 'heart-beats' } as const

const connectBeating = (on: string, heartBeat: string, version = '1.2'): Step[] =>
  connectWith(on, [`accept-version:${version}`, `heart-beat:${heartBeat}`])
const repeated = (times: number, steps: readonly Step[]): Step[] =>
  Array.from({ length: times }, () => steps).flat()

/**
 * Who beats when, and who is given up. A session that is given up is sent no heart-beats here, nor the other way round: both
 * come at the same tick, in any order.
 */
export const heartBeats: readonly Scenario[] = [
  scenario(
    'D09',
    'heart-beats both ways and a silent client: those of the server',
    [...connectBeating('a', '1000,1000'), wait(2900)],
    beating,
  ),
  scenario(
    'D10',
    'a client that only wants heart-beats is never given up',
    [...connectBeating('a', '0,1000'), wait(4200)],
    beating,
  ),
  scenario(
    'D11',
    'a client that promised heart-beats lives while it beats',
    [...connectBeating('a', '700,0'), ...repeated(4, [wait(900), say('a', '\n')]), wait(3200)],
    beating,
  ),
  scenario(
    'D12',
    'a client that wants more than the server gives',
    [...connectBeating('a', '0,100'), wait(2100)],
    beating,
  ),
  scenario(
    'D13',
    'a client without heart-beats is left alone',
    [...connectBeating('a', '0,0'), wait(3000), ...usable('a', 'd13')],
    beating,
  ),
  scenario(
    'D14',
    'messages take the place of heart-beats',
    [
      ...connectBeating('a', '0,300'),
      wait(50),
      subscribe('a', 'sub-0', '/sub/d14/x'),
      wait(50),
      ...repeated(10, [send('a', '/sub/d14/x', 'x'), wait(200)]),
    ],
    beating,
  ),
  scenario(
    'D15',
    'a scheduler without a value beats every ten seconds',
    [
      ...each({ none: '0,0', both: '10000,10000', more: '20000,30000' }, (on, heartBeat) =>
        connectBeating(on, heartBeat),
      ),
      ...connectWith('no-header', ['accept-version:1.2']),
    ],
    { variant: 'default-heart-beats' },
  ),
  scenario(
    'D32',
    'a silent client that promised a heart-beat every second is given up after three',
    [...connectBeating('a', '1000,0'), wait(4200)],
    beating,
  ),
  scenario(
    'D47',
    'the header of CONNECTED is the same whatever the client wants',
    [
      ...each(
        { none: '0,0', less: '100,0', more: '60000,60000', word: 'abc', negative: '-1,-1' },
        (on, heartBeat) => [...connectBeating(on, heartBeat), close(on, 1000)],
      ),
      ...connectWith('no-header', ['accept-version:1.2']),
    ],
    beating,
  ),
  scenario(
    'D48',
    'SUBSCRIBE, SEND and ACK keep a session alive as line feeds do',
    [
      ...connectBeating('a', '700,0'),
      wait(1100),
      subscribe('a', 'sub-0', '/sub/d48/x'),
      wait(1100),
      send('a', '/sub/d48/y', 'to nobody'),
      wait(1100),
      say('a', frame('ACK', ['id:1'])),
      wait(1100),
      send('a', '/sub/d48/x', 'still here'),
    ],
    beating,
  ),
  scenario(
    'D49',
    'messages received keep nobody alive',
    [
      ...connected('other'),
      ...connectBeating('a', '700,0'),
      wait(100),
      subscribe('a', 'sub-0', '/sub/d49/x'),
      wait(100),
      ...repeated(4, [send('other', '/sub/d49/x', 'x'), wait(300)]),
      send('other', '/sub/d49/x', 'x'),
      wait(2400),
    ],
    beating,
  ),
  scenario(
    'D50',
    'a session that was given up hears no more, others do',
    [
      ...connected('other'),
      subscribe('other', 'sub-0', '/sub/d50/x'),
      ...connectBeating('a', '700,0'),
      wait(3200),
      send('other', '/sub/d50/x', 'to other'),
    ],
    beating,
  ),
  scenario(
    'D51',
    'a ping keeps nobody alive',
    [...connectBeating('a', '700,0'), wait(700), ping('a', '1'), wait(700), ping('a', '2'), wait(2200)],
    beating,
  ),
  scenario(
    'D52',
    'pieces of a frame keep nobody alive',
    [
      ...connectBeating('a', '700,0'),
      wait(700),
      say('a', 'SEND\n'),
      wait(700),
      say('a', 'foo:1\n'),
      wait(2200),
    ],
    beating,
  ),
  scenario(
    'D53',
    'after DISCONNECT no heart-beats, and nobody is given up',
    [
      ...connectBeating('a', '700,700'),
      say('a', frame('DISCONNECT', ['receipt:1'])),
      wait(3200),
      say('a', frame('DISCONNECT', ['receipt:2'])),
    ],
    beating,
  ),
  scenario(
    'D54',
    'a socket without CONNECT gets no heart-beats and is not given up',
    [open('a'), wait(3000), say('a', frame('CONNECT', ['accept-version:1.2', 'heart-beat:0,0']))],
    beating,
  ),
  scenario(
    'D55',
    'a CONNECT of an unknown version gets heart-beats all the same',
    [...connectBeating('a', '0,700', '2.0'), wait(2200)],
    beating,
  ),
  scenario('D56', 'without heart-beats of the server a silent client is left alone', [
    ...connectBeating('a', '500,500'),
    wait(2500),
    ...usable('a', 'd56'),
  ]),
  scenario(
    'D59',
    'a silent client of an unknown version is given up all the same',
    [...connectBeating('a', '700,0', '2.0'), wait(3200)],
    beating,
  ),
]
