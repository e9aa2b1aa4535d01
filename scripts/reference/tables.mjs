import { readFileSync } from 'node:fs'
import { createJiti } from 'jiti'
import { inRoot } from '../run-command.mjs'
import { cellsOf } from './docstring.mjs'

const { refusalCodes, refusals, springRefusals, spring, defaultLimits, english, korean } = await createJiti(
  import.meta.url,
).import('./catalogue.mjs')

/** Where the pages say more than a docstring can. */
const further = {
  BrokerConfig: {
    profile: 'See [below](#profile), and [from Spring](../guides/from-spring.md).',
    spring: 'See [below](#spring).',
    tcp: 'See [below](#tcp).',
    endpoints: 'The settings are [below](#endpoints).',
    separator: 'See [the separator](application.md#the-separator).',
    authenticate: 'See [authentication](../guides/authentication.md).',
    authorize: 'See [authentication](../guides/authentication.md#who-may-send-and-subscribe).',
    application:
      'See [the application](application.md), and [changes without a restart](../guides/in-your-server.md#changes-without-a-restart).',
  },
  Prefixes: { user: 'See [user destinations](application.md#user-destinations).' },
  TcpOptions: {
    tls: 'See [node:tls](https://nodejs.org/api/tls.html#tlscreateserveroptions-secureconnectionlistener).',
  },
}

const code = (text) => `\`${text}\``

const keys = (type, { [type]: members }) =>
  Object.entries(members).map(([key, { text, initial }]) => [
    code(key),
    initial,
    `${text} ${further[type]?.[key] ?? ''}`.trim(),
  ])

/** The unit is in the name: `maxNewSessionsPerSecond` is in sessions per second. */
function unitOf(key) {
  const [, unit, per] = /(Bytes|Ms|Percent|[A-Z][a-z]+)(?:BeforeConnect)?(?:Per([A-Z][a-z]+))?$/.exec(key)
  const word = unit === 'Ms' ? 'milliseconds' : unit.toLowerCase()
  return per === undefined ? word : `${word} per ${per.toLowerCase()}`
}

const springLimits = spring('6.2').limits

function inSpring(key, profile) {
  if (profile === 'standard' || (springLimits[key] === Infinity && defaultLimits[key] !== Infinity))
    return 'none'
  return springLimits[key] === defaultLimits[key] ? '' : code(springLimits[key])
}

function limits(type) {
  return Object.keys(defaultLimits).map((key) => {
    const { text, initial, refusal, profile } = type[key]
    if (refusal !== undefined && !(refusal in refusalCodes))
      throw new Error(`${key}: there is no refusal ${refusal}.`)
    const beyond = refusal === undefined ? '' : code(refusal)
    return [code(key), initial, unitOf(key), inSpring(key, profile), text, beyond]
  })
}

const codes = ({ refusals: texts }) =>
  Object.entries(refusalCodes).map(([word, { closeCode, comeBack }]) => [
    code(word),
    closeCode,
    code(comeBack),
    texts[word].meaning,
    texts[word].mend,
  ])

/** By code, and Spring's own behind. */
function situations() {
  const words = Object.keys(refusalCodes)
  const isSprings = ([name]) => name in springRefusals
  const rank = (entry) => (isSprings(entry) ? words.length : 0) + words.indexOf(entry[1][0])
  const sorted = Object.entries(refusals).sort((one, other) => rank(one) - rank(other))
  return sorted.map(([, [word, text]]) => [code(word), marked(text)])
}

/** What is filled in, and what looks like HTML, as code. */
const marked = (text) => text.replaceAll('{=', '{').replace(/\{\w+\}|<\w+>(:\[<\w+>\])?/g, code)

const row = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
const table = (head, rows) => [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n')

const keyHead = ['Key', 'Default', 'What it is']

/** The tables of each page, by the names in their marks. */
const tablesOf = (types) => ({
  'docs/reference/configuration.md': {
    keys: table(keyHead, keys('BrokerConfig', types)),
    spring: table(keyHead, keys('SpringOptions', types)),
    sockjs: table(['Key of `sockjs`', 'Default', 'What it is'], keys('SockJsSettings', types)),
    prefixes: table(keyHead, keys('Prefixes', types)),
    tcp: table(keyHead, keys('TcpOptions', types)),
    limits: table(
      ['Key', 'Default', 'Unit', 'In `spring`', 'What it bounds', 'Beyond it'],
      limits(types.Limits),
    ),
  },
  'docs/reference/refusals.md': {
    codes: table(['Code', 'Close code', 'Come back', 'What it means', 'How to mend it'], codes(english)),
    situations: table(['Code', 'Text'], situations()),
  },
  'docs/reference/refusals.ko.md': {
    codes: table(['코드', 'close 코드', '다시 연결', '뜻', '해결'], codes(korean)),
  },
})

/** @returns {[path: string, text: string][]} the pages written by hand, with the tables that are not */
export const pagesWithTables = (modules) =>
  Object.entries(tablesOf(cellsOf(modules))).map(([path, tables]) => [
    path,
    Object.entries(tables).reduce(withTable, readFileSync(inRoot(path), 'utf8')),
  ])

function withTable(page, [name, text]) {
  const place = new RegExp(`(^<!-- ${name}: npm run docs:reference writes this table -->\\n)(\\|.*\\n)*`, 'm')
  if (!place.test(page)) throw new Error(`There is no mark for the table ${name}.`)
  return page.replace(place, (_, mark) => `${mark}${text}\n`)
}
