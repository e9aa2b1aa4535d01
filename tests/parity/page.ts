import { readFileSync, writeFileSync } from 'node:fs'
import { isMeantFor, onPurpose } from './on-purpose.ts'
import { type Scenario, type SpringVersion, springVersions } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'
import { scenariosFor } from './transcript.ts'
import { readTranscript } from './transcript-file.ts'

interface Language {
  readonly file: string
  readonly intro: (count: number) => string
  readonly servers: string
  readonly result: string
  readonly resultNote: string
  readonly section: string
  readonly all: string
  readonly sections: Readonly<Record<Scenario['section'], string>>
  readonly differences: string
  readonly differencesHead: readonly string[]
  readonly none: string
  readonly recipe: string
  readonly recipeText: string
  readonly reasonOf: (each: (typeof onPurpose)[number]) => string
}

const english: Language = {
  file: 'docs/parity.md',
  intro: (count) => `[한국어](parity.ko.md)

# Beside Spring

With \`profile: 'spring'\` a client cannot tell stompbox from a Spring application with \`@EnableWebSocketMessageBroker\` and the simple broker.
${count} scenarios say so: each was played on the real Spring, once for each version, over WebSocket, the SockJS transports and HTTP; what came back is
kept in [transcripts](../tests/parity/transcripts), and \`npm test\` plays the same on stompbox and compares. Headers, their order, bodies, close codes and
silence must be the same. This page was written by a program.`,
  servers: 'The servers',
  result: 'Result',
  resultNote: 'Scenarios / the same / different on purpose.',
  section: 'Section',
  all: 'All',
  sections: {
    connect: 'Connecting',
    destinations: 'Destinations and messages',
    framing: 'Frames',
    sessions: 'Sessions, errors, heart-beats',
    controllers: 'Controllers and user destinations',
    sockjs: 'SockJS',
  },
  differences: 'Different on purpose',
  differencesHead: ['Scenarios', 'Spring', 'What and why'],
  none: 'Nothing.',
  recipe: 'Do it yourself',
  recipeText: 'Java 17 and Maven build the [Spring application](../tests/parity/spring-app) first.',
  reasonOf: ({ reason }) => reason,
}

const korean: Language = {
  file: 'docs/parity.ko.md',
  intro: (count) => `[English](parity.md)

# Spring 호환성

\`profile: 'spring'\`이면 클라이언트는 stompbox를 \`@EnableWebSocketMessageBroker\`와 simple broker를 쓰는 Spring 애플리케이션과 구별할 수 없습니다.
시나리오 ${count}개가 이를 증명합니다. 실제 Spring의 버전마다 모든 시나리오를 WebSocket, SockJS의 전송 방식, HTTP로 실행하여 받은 응답을
[transcripts](../tests/parity/transcripts)에 기록했고, \`npm test\`는 같은 시나리오를 stompbox에서 실행하여 비교합니다. 헤더와 그 순서, 본문, close 코드, 응답하지 않는 동작까지 같아야 합니다.
이 문서는 그 기록으로 자동 생성한 것입니다.`,
  servers: '서버',
  result: '결과',
  resultNote: '시나리오 / 같음 / 의도적으로 다름.',
  section: '분야',
  all: '전체',
  sections: {
    connect: '연결',
    destinations: 'destination과 메시지',
    framing: '프레임',
    sessions: '세션, 오류, 하트비트',
    controllers: '컨트롤러와 사용자 destination',
    sockjs: 'SockJS',
  },
  differences: '의도적으로 다른 것',
  differencesHead: ['시나리오', 'Spring', '무엇이 왜 다른가'],
  none: '없습니다.',
  recipe: '직접 해 보기',
  recipeText:
    'Java 17과 Maven이 필요합니다. 먼저 [Spring 애플리케이션](../tests/parity/spring-app)을 빌드합니다.',
  reasonOf: ({ reasonKo }) => reasonKo,
}

const recipe = `\`\`\`sh
npm run test:parity
npm run parity -- --live 6.2
npm run parity:record
npm run parity -- --page
\`\`\``

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

function serverRow(version: SpringVersion): string[] {
  const { spring = '', boot = '', tomcat = '', java = '' } = readTranscript(version) ?? {}
  return [spring, boot, tomcat, java]
}

function resultCell(version: SpringVersion, among: readonly Scenario[]): string {
  const all = scenariosFor(version, among)
  const meant = all.filter(({ id }) => onPurpose.some((each) => isMeantFor(each, id, version)))
  return `${all.length} / ${all.length - meant.length} / ${meant.length}`
}

const resultRow = (name: string, among: readonly Scenario[]): string[] => [
  name,
  ...springVersions.map((version) => resultCell(version, among)),
]

function differencesTable({ differencesHead, none, reasonOf }: Language): string {
  if (onPurpose.length === 0) return none
  const rows = onPurpose.map((each) => [
    each.scenarios.join(', '),
    (each.versions ?? springVersions).join(', '),
    reasonOf(each),
  ])
  return table(differencesHead, rows)
}

function pageIn(language: Language): string {
  const sections = Object.entries(language.sections).map(([section, name]) =>
    resultRow(
      name,
      scenarios.filter((scenario) => scenario.section === section),
    ),
  )
  const parts = [
    language.intro(scenarios.length),
    `## ${language.servers}`,
    table(['Spring Framework', 'Spring Boot', 'Tomcat', 'Java'], springVersions.map(serverRow)),
    `## ${language.result}`,
    language.resultNote,
    table(
      [language.section, ...springVersions.map((version) => `Spring ${version}`)],
      [...sections, resultRow(language.all, scenarios)],
    ),
    `## ${language.differences}`,
    differencesTable(language),
    `## ${language.recipe}`,
    language.recipeText,
    recipe,
  ]
  return `${parts.join('\n\n')}\n`
}

const urlOf = ({ file }: Language): URL => new URL(`../../${file}`, import.meta.url)

export function writePages(): void {
  for (const language of [english, korean]) writeFileSync(urlOf(language), pageIn(language))
}

/** Those whose text is not what scenarios, transcripts and meant differences say. */
export const stalePages = (): string[] =>
  [english, korean]
    .filter((language) => readFileSync(urlOf(language), 'utf8') !== pageIn(language))
    .map(({ file }) => file)
