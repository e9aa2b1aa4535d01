import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { readSections } from './conformance-results.mjs'
import { inRoot, isStarted } from './run-command.mjs'

const results = 'tests/conformance/results'

const english = {
  file: 'docs/conformance.md',
  intro: (rules) => `[한국어](conformance.ko.md)

# Conformance

STOMP 1.0, 1.1 and 1.2 make ${rules} rules for a server, counting what it may rely on a client for and what «STOMP over WebSocket» adds. They
are listed in [requirements](../tests/conformance/requirements.md), and every one is cited by a test. The suite knows a broker by its URL only,
writes wire text and reads frames, so any broker can be judged by it. This page is what it found; a program wrote it from the runs.

A rule passes at a version when every test that cites it passes there. ✓ passed, ✗ failed, · not tested: the specification leaves a choice or
binds the client, and only stompbox is held to its own. – means that the rule does not exist in that version.

A cross is no verdict on a broker: servers have reasons, and newer releases may differ. The tests of the specification assert what it says; where
it is silent others are not judged. Heart-beats may be late by as much as their interval, for every broker alike.`,
  brokers: 'The brokers',
  brokersHead: ['Broker', 'Day', 'Tests passed', 'Tests failed', 'Rules ✓', 'Rules ✗', 'Rules ·'],
  brokersNote: 'Rules are counted once for each version at which they hold.',
  recipe: 'Do it yourself',
  recipeText:
    'RabbitMQ is that of Debian 12, with its STOMP and Web STOMP plugins. The user `guest` may log in from the same machine.',
  rules: 'Rule by rule',
  order: 'Three marks stand for 1.0, 1.1 and 1.2.',
  rule: ['Rule', 'What it says'],
  failures: 'What failed',
  nothing: 'Nothing.',
  withText: true,
}

const korean = {
  file: 'docs/conformance.ko.md',
  intro: (rules) => `[English](conformance.md)

# 규격 준수

STOMP 1.0, 1.1, 1.2가 서버에 요구하는 규칙은 ${rules}개입니다. 클라이언트가 지켜야 할 것과 「STOMP over WebSocket」이 더하는 것까지 셌습니다. 규칙은
[requirements](../tests/conformance/requirements.md)에 있고, 모든 규칙에는 그것을 인용하는 테스트가 있습니다. 테스트는 URL로 브로커에 연결하여
프레임의 텍스트를 직접 쓰고 읽을 뿐이므로 어떤 브로커든 검사할 수 있습니다. 이 문서는 그 결과이며, 실행 기록으로 자동 생성한 것입니다.

어떤 버전에서 규칙을 인용하는 테스트가 모두 통과하면 그 규칙은 통과입니다. ✓ 통과, ✗ 실패, · 테스트하지 않음: 규격이 선택에 맡기거나 클라이언트에 적용되는
규칙이며, stompbox만 스스로 정한 대로 동작하는지 확인합니다. – 는 그 버전에 없는 규칙입니다.

✗ 가 브로커에 대한 평가는 아닙니다. 서버마다 이유가 있고 새 릴리스는 다를 수 있습니다. 규격 테스트는 규격에 적힌 것만 확인하며, 규격에 없는 것으로
다른 브로커를 평가하지 않습니다. 하트비트는 모든 브로커에서 똑같이 한 간격만큼 늦어도 됩니다.`,
  brokers: '브로커',
  brokersHead: ['브로커', '날짜', '통과한 테스트', '실패한 테스트', '규칙 ✓', '규칙 ✗', '규칙 ·'],
  brokersNote: '규칙은 그것이 있는 버전마다 한 번씩 셉니다.',
  recipe: '직접 해 보기',
  recipeText:
    'RabbitMQ는 Debian 12의 패키지이고 STOMP와 Web STOMP 플러그인을 켭니다. `guest` 사용자는 같은 컴퓨터에서 로그인할 수 있습니다.',
  rules: '규칙별 결과',
  order: '세 표시는 차례로 1.0, 1.1, 1.2입니다.',
  rule: ['규칙'],
  failures: '실패한 테스트',
  nothing: '없습니다.',
  withText: false,
}

const against = (url, name, file) =>
  `npm run test:conformance -- --against ${url} --host / --login guest --passcode guest \\
  --patience 1000 --name '${name}' --table ${results}/${file}.json`

const recipe = `\`\`\`sh
apt-get install --yes rabbitmq-server
mkdir rabbit && cd rabbit
echo '[rabbitmq_stomp,rabbitmq_web_stomp].' > enabled_plugins
printf '%s\\n' 'stomp.listeners.tcp.1 = 127.0.0.1:61613' 'web_stomp.tcp.ip = 127.0.0.1' 'web_stomp.tcp.port = 15674' > rabbitmq.conf
RABBITMQ_ENABLED_PLUGINS_FILE=$PWD/enabled_plugins RABBITMQ_CONFIG_FILE=$PWD/rabbitmq.conf \\
  RABBITMQ_MNESIA_BASE=$PWD/mnesia RABBITMQ_LOG_BASE=$PWD/log RABBITMQ_NODENAME=peer@localhost \\
  /usr/lib/rabbitmq/bin/rabbitmq-server
\`\`\`

\`\`\`sh
npm run build
npm run test:conformance -- --table ${results}/stompbox.json
${against('ws://127.0.0.1:15674/ws', 'RabbitMQ 3.10.8, WebSocket', 'rabbitmq-websocket')}
${against('tcp://127.0.0.1:61613', 'RabbitMQ 3.10.8, TCP', 'rabbitmq-tcp')}
node scripts/conformance-page.mjs
\`\`\``

const row = (cells) => `| ${cells.join(' | ')} |`
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

const marks = { passed: '✓', failed: '✗', 'not tested': '·' }
const versions = ['1.0', '1.1', '1.2']

/** Our own first. */
function readBrokers() {
  const files = readdirSync(inRoot(results)).filter((name) => name.endsWith('.json'))
  const brokers = files.map((name) => JSON.parse(readFileSync(inRoot(results, name), 'utf8')))
  const isOther = ({ broker }) => (broker.startsWith('stompbox') ? 0 : 1)
  return brokers.sort((a, b) => isOther(a) - isOther(b) || a.broker.localeCompare(b.broker))
}

const count = ({ rules }, result) =>
  Object.values(rules)
    .flatMap((byVersion) => Object.values(byVersion))
    .filter((each) => each === result).length

const brokerRow = (each) => [
  each.broker,
  each.date,
  each.passed,
  each.failed,
  ...Object.keys(marks).map((result) => count(each, result)),
]

const resultsCell = (results) => versions.map((version) => marks[results[version]] ?? '–').join(' ')

function rulesTable({ rules }, brokers, { rule, withText }) {
  const head = [...rule, ...brokers.map(({ broker }) => broker)]
  const rows = rules.map(({ id, text }) => [
    id,
    ...(withText ? [text] : []),
    ...brokers.map((each) => resultsCell(each.rules[id] ?? {})),
  ])
  return table(head, rows)
}

function failuresList({ broker, failures }, { nothing }) {
  const lines = failures.map(({ rules, title }) => `- ${rules.join(', ')}: ${asCode(title)}`)
  return `### ${broker}\n\n${lines.length === 0 ? nothing : lines.join('\n')}`
}

const asCode = (title) => (/["\\]/.test(title) ? `\`${title}\`` : title)

function pageIn(language, brokers) {
  const sections = readSections()
  const total = sections.reduce((sum, { rules }) => sum + rules.length, 0)
  const parts = [
    language.intro(total),
    `## ${language.brokers}`,
    table(language.brokersHead, brokers.map(brokerRow)),
    language.brokersNote,
    `## ${language.recipe}`,
    language.recipeText,
    recipe,
    `## ${language.rules}`,
    language.order,
    ...sections.flatMap((section) => [`### ${section.heading}`, rulesTable(section, brokers, language)]),
    `## ${language.failures}`,
    ...brokers.map((each) => failuresList(each, language)),
  ]
  return `${parts.join('\n\n')}\n`
}

/** Writes both pages. @returns {boolean} with `isCheck` nothing is written: whether they are what the results say */
function makePages(isCheck) {
  const brokers = readBrokers()
  return [english, korean].every((language) => {
    const text = pageIn(language, brokers)
    if (isCheck) return readFileSync(inRoot(language.file), 'utf8') === text
    writeFileSync(inRoot(language.file), text)
    return true
  })
}

if (isStarted(import.meta.url)) process.exitCode = makePages(process.argv.includes('--check')) ? 0 : 1
