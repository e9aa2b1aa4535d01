import type { Difference } from './compare.ts'
import type { SpringVersion } from './scenario.ts'

/** A difference that is meant. It must occur in every scenario and version it names. */
export interface OnPurpose {
  readonly scenarios: readonly string[]
  /** All those of the scenario by default. */
  readonly versions?: readonly SpringVersion[]
  /** What Spring says and stompbox does not, its lines joined by newlines. Absent: nothing. */
  readonly spring?: RegExp
  /** What stompbox says in that place. Absent: nothing. */
  readonly stompbox?: RegExp
  readonly reason: string
  readonly reasonKo: string
}

/** A literal text within a difference. */
const says = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))

const stopped = {
  versions: ['6.2', '7.0'],
  reason:
    'Since Spring 6 embedded Tomcat is gone before its sockets could be told, and cuts them. stompbox says 1001.',
  reasonKo:
    'Spring 6부터는 내장 Tomcat이 먼저 종료되어 소켓이 종료를 알리지 않고 끊어집니다. stompbox는 1001로 닫습니다.',
} as const

export const onPurpose: readonly OnPurpose[] = [
  { ...stopped, scenarios: ['D17'], spring: /^cut$/, stompbox: /^closed 1001$/ },
  {
    ...stopped,
    scenarios: ['J32'],
    spring: /^(cut|(body )?(h|data: h|p\("h"\);)(␍?⏎)?(\ncut)?)$/,
    stompbox: /^(end|closed 1001|.*c\[1001,.*(\n(end|closed 1001))?)$/,
  },
  {
    scenarios: ['A48'],
    stompbox: says('MESSAGE⏎destination:/sub/room/{'),
    reason:
      'Spring fills placeholders within the value of a variable, too, so that a client can break the reply; here a value is only a value.',
    reasonKo:
      'Spring은 변수의 값 안에 있는 자리표시자까지 채우므로 클라이언트가 응답을 깨뜨릴 수 있습니다. stompbox는 값을 채우지 않고 그대로 둡니다.',
  },
  {
    scenarios: ['A54', 'A55', 'A61'],
    versions: ['5.3'],
    stompbox: says('destination:/sub/took/a'),
    reason:
      'The JSON converter of 5.3 takes application/json alone; here application/…+json is JSON in every profile.',
    reasonKo:
      '5.3의 JSON 컨버터는 application/json만 받습니다. stompbox에서는 모든 프로필에서 application/…+json도 JSON입니다.',
  },
  {
    scenarios: ['A74'],
    versions: ['5.3', '6.2'],
    spring: says('destination:/sub/took/a74'),
    reason:
      'Jackson 2 reads the first JSON value and passes over what follows; here a body is JSON as a whole or not at all.',
    reasonKo:
      'Jackson 2는 첫 JSON 값만 읽고 뒤에 오는 것은 무시합니다. stompbox에서는 본문 전체가 JSON이어야 합니다.',
  },
  {
    scenarios: ['A85'],
    versions: ['5.3', '6.2'],
    spring: says('\\uD83D\\uDE00'),
    stompbox: says('😀'),
    reason: 'Jackson 2 escapes emoji in JSON; the value is the same, the bytes are not.',
    reasonKo: 'Jackson 2는 JSON 안의 이모지를 이스케이프합니다. 값은 같고 바이트만 다릅니다.',
  },
  {
    scenarios: ['A86'],
    versions: ['7.0'],
    spring: says('{"alpha":"a","zulu":"z"}'),
    stompbox: says('{"zulu":"z","alpha":"a"}'),
    reason: 'Jackson 3 sorts the properties of a class; a JavaScript object keeps its order.',
    reasonKo: 'Jackson 3은 클래스의 속성을 정렬합니다. JavaScript 객체는 원래 순서를 유지합니다.',
  },
  {
    scenarios: ['A195'],
    spring: says('content-type:text/plain;charset=UTF-8'),
    stompbox: says('content-type:text/html'),
    reason:
      'A content-type among the headers of convertAndSend is lost in Spring; here what code says is sent.',
    reasonKo:
      'Spring에서는 convertAndSend의 헤더로 준 content-type이 사라집니다. stompbox는 코드에 적은 대로 보냅니다.',
  },
  {
    scenarios: ['D06', 'D45'],
    versions: ['6.2', '7.0'],
    spring: /^(MESSAGE|ERROR)/,
    reason:
      'With setPreserveReceiveOrder(true) Spring swallows what an interceptor throws (spring-framework#33937): a denied client hangs. Here it is told.',
    reasonKo:
      'setPreserveReceiveOrder(true)이면 Spring은 인터셉터가 던진 예외를 삼켜서(spring-framework#33937) 거절된 클라이언트가 멈춰 있습니다. stompbox는 알려 줍니다.',
  },
  {
    scenarios: ['D06', 'D45'],
    versions: ['6.2', '7.0'],
    stompbox: /^ERROR⏎message:[^\n]*\nclosed 1002$/,
    reason: 'The same: the ERROR that Spring keeps to itself.',
    reasonKo: '위와 같은 이유로, Spring이 보내지 않는 ERROR를 보냅니다.',
  },
  {
    scenarios: ['F77'],
    spring: /�␀$/,
    stompbox: /���␀$/,
    reason: 'Java and the web disagree how many replacement characters stand for bytes that are no UTF-8.',
    reasonKo: 'UTF-8이 아닌 바이트를 대체 문자 몇 개로 나타내는지는 Java와 웹 표준이 다릅니다.',
  },
  {
    scenarios: ['S81'],
    versions: ['5.3'],
    spring: says('MESSAGE⏎destination:/sub/s81/a/z/⏎'),
    reason:
      'In 5.3 a pattern with ** also takes a name that ends with a slash more; here, as since 6.0, the end has to agree.',
    reasonKo:
      '5.3에서는 **가 있는 패턴이 끝에 슬래시가 더 있는 이름도 받습니다. stompbox는 6.0부터의 규칙대로 끝이 같아야 합니다.',
  },
  {
    scenarios: ['S86'],
    spring: says('MESSAGE⏎destination:/sub/s86/'),
    reason:
      'Regular expressions that a client subscribes with are matched in linear time; anchors, flags and look-around are not understood, and the log says so.',
    reasonKo:
      '클라이언트가 구독에 쓰는 정규식은 선형 시간에 맞춰 봅니다. 앵커, 플래그, 전후방 탐색은 지원하지 않으며 로그로 알려 줍니다.',
  },
  {
    scenarios: ['S93'],
    stompbox: says('MESSAGE⏎destination:/sub/s93/y'),
    reason:
      'In Spring one client that subscribes to a broken expression keeps others from messages below it; here it only misses its own.',
    reasonKo:
      'Spring에서는 한 클라이언트가 깨진 정규식으로 구독하면 다른 구독자까지 메시지를 못 받습니다. stompbox에서는 그 클라이언트만 못 받습니다.',
  },
  {
    scenarios: ['C61'],
    spring: /user-name:⏎⏎␀$/,
    stompbox: /^ERROR⏎message:Failed to send message[^\n]*\nclosed 1002$/,
    reason:
      'An interceptor may not make somebody a user without a name, whom nothing could be sent to; it fails, as one that throws.',
    reasonKo:
      '인터셉터는 이름이 빈 사용자를 만들 수 없습니다. 그런 사용자에게는 아무것도 보낼 수 없기 때문이며, 예외를 던진 것처럼 처리합니다.',
  },
]

export const isMeantFor = (meant: OnPurpose, id: string, version: SpringVersion): boolean =>
  meant.scenarios.includes(id) && (meant.versions?.includes(version) ?? true)

export const isMeant = (meant: OnPurpose, { spring, stompbox }: Difference): boolean =>
  matches(meant.spring, spring) && matches(meant.stompbox, stompbox)

const matches = (pattern: RegExp | undefined, lines: readonly string[]): boolean =>
  pattern === undefined ? lines.length === 0 : lines.length > 0 && pattern.test(lines.join('\n'))
