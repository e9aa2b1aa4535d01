import type { Reason } from '@stompbox/sdk'
import type { OutgoingLine } from './chat/outgoing-line.ts'

export type Language = 'ko' | 'en'

export interface Strings {
  tagline: string
  name: string
  namePlaceholder: string
  nameMissing: string
  start: string
  language: string
  transport: string
  transports: Record<'websocket' | 'sockjs', string>
  rooms: string
  joinedRooms: string
  otherRooms: string
  openRooms: string
  closeRooms: string
  chooseRoom: string
  chooseRoomHint: string
  joinByName: string
  joinByNamePlaceholder: string
  join: string
  leave: string
  logOut: string
  roomNames: Record<string, string>
  unread: (count: number) => string
  messagesOf: (room: string) => string
  quiet: string
  notKept: string
  newMessages: (count: number) => string
  you: string
  message: string
  messagePlaceholder: (room: string) => string
  composerHint: string
  send: string
  entered: (names: readonly string[]) => string
  left: (names: readonly string[]) => string
  newFromHere: string
  toNewest: string
  members: (count: number) => string
  membersOf: string
  tooLong: (excess: number) => string
  gap: string
  outgoing: string
  outgoingStates: Record<OutgoingLine['status'], string>
  sendAgain: string
  discard: string
  waiting: (count: number) => string
  failed: (count: number) => string
  keepWriting: string
  notConnected: string
  connecting: string
  reconnecting: string
  connectedOver: (transport: string) => string
  offline: string
  closed: string
  countdown: (seconds: number) => string
  tryAgain: string
  tryNow: string
  reasons: Record<Reason['kind'], string>
}

/** Up to three names; of more, two, and how many others. */
const shown = (names: readonly string[]): readonly string[] => (names.length <= 3 ? names : names.slice(0, 2))

function koreanNames(names: readonly string[]): string {
  const called = shown(names)
    .map((name) => `${name}님`)
    .join(', ')
  const others = names.length - shown(names).length
  return others === 0 ? `${called}이` : `${called} 외 ${others}명이`
}

function englishNames(names: readonly string[]): string {
  const others = names.length - shown(names).length
  const called = others === 0 ? names : [...shown(names), `${others} others`]
  return called.join(', ').replace(/, ([^,]*)$/, ' and $1')
}

const ko: Strings = {
  tagline: '지금 바로 이야기를 시작해 보세요.',
  name: '이름',
  namePlaceholder: '대화방에서 쓸 이름',
  nameMissing: '이름을 입력해 주세요.',
  start: '시작하기',
  language: '언어',
  transport: '연결 방식',
  transports: { websocket: 'WebSocket', sockjs: 'SockJS' },
  rooms: '대화방',
  joinedRooms: '참여 중',
  otherRooms: '둘러보기',
  openRooms: '대화방 목록 열기',
  closeRooms: '대화방 목록 닫기',
  chooseRoom: '어디에서 이야기할까요?',
  chooseRoomHint: '대화방을 고르거나, 대화방 목록에 이름을 적어 새로 만들어 보세요.',
  joinByName: '대화방 이름',
  joinByNamePlaceholder: '새 대화방 이름',
  join: '들어가기',
  leave: '나가기',
  logOut: '로그아웃',
  roomNames: { lobby: '로비', dev: '개발 이야기', lunch: '점심 뭐 먹지', music: '오늘의 음악' },
  unread: (count) => `읽지 않은 메시지 ${count}개`,
  messagesOf: (room) => `${room} 대화`,
  quiet: '아직 조용합니다. 먼저 인사를 건네 보세요.',
  notKept: '지난 대화는 저장되지 않습니다.',
  newMessages: (count) => `새 메시지 ${count}개`,
  you: '나',
  message: '메시지',
  messagePlaceholder: (room) => `${room}에 메시지 보내기`,
  composerHint: 'Enter 보내기 · Shift+Enter 줄바꿈',
  send: '보내기',
  entered: (names) => `${koreanNames(names)} 입장하셨습니다.`,
  left: (names) => `${koreanNames(names)} 퇴장하셨습니다.`,
  newFromHere: '여기까지 읽으셨습니다',
  toNewest: '최신 메시지로',
  members: (count) => `참여자 ${count}명`,
  membersOf: '참여자',
  tooLong: (excess) => `${excess}자 초과했습니다. 나누어 보내 주세요.`,
  gap: '연결이 끊긴 사이의 메시지가 빠져 있을 수 있습니다',
  outgoing: '아직 전달되지 않은 메시지',
  outgoingStates: {
    waiting: '연결 대기 중',
    sent: '보내는 중…',
    failed: '보내지 못함',
    unconfirmed: '전달되었는지 알 수 없음',
  },
  sendAgain: '다시 보내기',
  discard: '지우기',
  waiting: (count) => `다시 연결되면 메시지 ${count}개를 보냅니다.`,
  failed: (count) => `보내지 못한 메시지가 ${count}개 있습니다.`,
  keepWriting: '계속 쓰셔도 됩니다. 다시 연결되면 자동으로 보냅니다.',
  notConnected: '연결 안 됨',
  connecting: '연결 중…',
  reconnecting: '다시 연결 중…',
  connectedOver: (transport) => `${transport} 연결됨`,
  offline: '오프라인',
  closed: '연결 끊김',
  countdown: (seconds) => `${seconds}초 뒤 다시 연결`,
  tryAgain: '다시 시도',
  tryNow: '지금 연결',
  reasons: {
    asked: '연결을 종료했습니다.',
    auth: '서버가 로그인을 받아들이지 않았습니다.',
    refused: '서버가 연결을 거절했습니다.',
    protocol: '서버와 주고받는 형식이 맞지 않습니다.',
    server: '서버에 문제가 생겼습니다.',
    network: '서버에 연결할 수 없습니다.',
    offline: '인터넷 연결이 끊겼습니다.',
    timeout: '서버가 제시간에 응답하지 않았습니다.',
    'heart-beat': '서버에서 응답이 오지 않습니다.',
    suspended: '화면이 숨겨져 연결을 잠시 끊었습니다.',
    setup: '이 페이지의 설정이 잘못되었습니다.',
  },
}

const en: Strings = {
  tagline: 'Pick a name and start talking.',
  name: 'Name',
  namePlaceholder: 'What should people call you?',
  nameMissing: 'Please enter a name.',
  start: 'Start chatting',
  language: 'Language',
  transport: 'Connect over',
  transports: { websocket: 'WebSocket', sockjs: 'SockJS' },
  rooms: 'Rooms',
  joinedRooms: 'Your rooms',
  otherRooms: 'Explore',
  openRooms: 'Open the list of rooms',
  closeRooms: 'Close the list of rooms',
  chooseRoom: 'Where would you like to talk?',
  chooseRoomHint: 'Choose a room, or name a new one in the list of rooms.',
  joinByName: 'Room name',
  joinByNamePlaceholder: 'Name of a new room',
  join: 'Join',
  leave: 'Leave',
  logOut: 'Log out',
  roomNames: { lobby: 'Lobby', dev: 'Dev talk', lunch: 'Lunch plans', music: 'Music today' },
  unread: (count) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  messagesOf: (room) => `Messages in ${room}`,
  quiet: 'It is quiet here. Say hello first.',
  notKept: 'Earlier messages are not kept.',
  newMessages: (count) => (count === 1 ? '1 new message' : `${count} new messages`),
  you: 'You',
  message: 'Message',
  messagePlaceholder: (room) => `Message ${room}`,
  composerHint: 'Enter to send · Shift+Enter for a new line',
  send: 'Send',
  entered: (names) => `${englishNames(names)} joined.`,
  left: (names) => `${englishNames(names)} left.`,
  newFromHere: 'New messages',
  toNewest: 'To the newest message',
  members: (count) => (count === 1 ? '1 person here' : `${count} people here`),
  membersOf: 'People here',
  tooLong: (excess) => `${excess} ${excess === 1 ? 'character' : 'characters'} too long. Send it in parts.`,
  gap: 'Messages may be missing from here',
  outgoing: 'Messages not delivered yet',
  outgoingStates: {
    waiting: 'Waiting for the connection',
    sent: 'Sending…',
    failed: 'Not sent',
    unconfirmed: 'Not confirmed, may have arrived',
  },
  sendAgain: 'Send again',
  discard: 'Discard',
  waiting: (count) =>
    `${count === 1 ? '1 message' : `${count} messages`} will go out once the connection is back.`,
  failed: (count) => (count === 1 ? '1 message was not sent.' : `${count} messages were not sent.`),
  keepWriting: 'Keep writing: your messages go out once the connection is back.',
  notConnected: 'Not connected',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  connectedOver: (transport) => `Connected over ${transport}`,
  offline: 'Offline',
  closed: 'Disconnected',
  countdown: (seconds) => `Reconnecting in ${seconds} s`,
  tryAgain: 'Try again',
  tryNow: 'Connect now',
  reasons: {
    asked: 'The connection was closed.',
    auth: 'The server did not accept the login.',
    refused: 'The server refused the connection.',
    protocol: 'The server and this page do not understand each other.',
    server: 'The server is having trouble.',
    network: 'The server cannot be reached.',
    offline: 'This device is offline.',
    timeout: 'The server did not answer in time.',
    'heart-beat': 'The server stopped responding.',
    suspended: 'The page was put away for a while.',
    setup: 'This page is not set up correctly.',
  },
}

export const strings: Record<Language, Strings> = { ko, en }

export function detectLanguage(remembered: string | undefined, browser: string): Language {
  if (remembered === 'ko' || remembered === 'en') return remembered
  return browser.toLowerCase().startsWith('ko') ? 'ko' : 'en'
}

/** Rooms of ours have a name in each language; anybody else's is called by its id. */
export const roomName = (t: Strings, roomId: string): string =>
  Object.hasOwn(t.roomNames, roomId) ? t.roomNames[roomId]! : roomId
