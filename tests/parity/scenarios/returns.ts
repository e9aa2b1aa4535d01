import type { Scenario, Step } from '../scenario.ts'
import { connected, scenariosOf, send, subscribe, usable } from '../steps.ts'

const scenario = scenariosOf('controllers')

const give = (own: string, what: string): Step[] => [
  ...connected('a'),
  subscribe('a', 'gave', `/sub/gave/${own}`),
  send('a', `/pub/give/${what}/${own}`),
]
const giveNothing = (own: string, what: string): Step[] => [...give(own, what), ...usable('a', own)]

/** What a returned value is on the wire. */
export const returns: readonly Scenario[] = [
  scenario('A08', 'byte[] is binary', give('a08', 'bytes')),
  scenario('A22', 'null sends nothing', giveNothing('a22', 'null')),
  scenario('A82', 'a String is text, and not quoted', give('a82', 'text')),
  scenario('A83', 'an empty String', give('a83', 'empty-text')),
  scenario('A84', 'an empty byte[]', give('a84', 'empty-bytes')),
  scenario('A85', 'a POJO is JSON, nulls and all', give('a85', 'thing')),
  scenario('A86', 'the order of a POJO’s properties', give('a86', 'unsorted')),
  scenario('A87', 'a Map is JSON', give('a87', 'map')),
  scenario('A88', 'an empty Map', give('a88', 'empty-map')),
  scenario('A89', 'a List is JSON', give('a89', 'list')),
  scenario('A90', 'numbers are JSON', [...give('a90', 'number'), send('a', '/pub/give/decimal/a90')]),
  scenario('A91', 'a boolean is JSON', give('a91', 'boolean')),
  scenario('A92', 'a method without a value sends nothing', [
    ...connected('a'),
    subscribe('a', 'void', '/sub/void/a92'),
    send('a', '/pub/void/a92'),
    ...usable('a', 'a92'),
  ]),
  scenario('A93', 'a CompletableFuture is sent when it is there', give('a93', 'later')),
  scenario('A94', 'a CompletableFuture of null sends nothing', giveNothing('a94', 'later-null')),
  scenario('A95', 'a failed CompletableFuture sends nothing', giveNothing('a95', 'later-failed')),
]
