import type { Reason } from '@stompbox/sdk'
import type { Notice } from './chat/room.ts'

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
  newMessages: (count: number) => string
  you: string
  message: string
  messagePlaceholder: (room: string) => string
  composerHint: string
  send: string
  notices: Record<Notice, string>
  idle: string
  connecting: (attempt: number) => string
  connectedOver: (transport: string) => string
  waiting: (seconds: number) => string
  closed: string
  tryAgain: string
  tryNow: string
  reasons: Record<Reason['kind'], string>
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
  chooseRoomHint: '대화방을 고르거나, 이름을 적어 새로 만들어 보세요.',
  joinByName: '대화방 이름',
  joinByNamePlaceholder: '새 대화방 이름',
  join: '들어가기',
  leave: '나가기',
  logOut: '로그아웃',
  roomNames: { lobby: '로비', dev: '개발 이야기', lunch: '점심 뭐 먹지', music: '오늘의 음악' },
  unread: (count) => `읽지 않은 메시지 ${count}개`,
  messagesOf: (room) => `${room} 대화`,
  quiet: '아직 조용합니다. 먼저 인사를 건네 보세요.',
  newMessages: (count) => `새 메시지 ${count}개`,
  you: '나',
  message: '메시지',
  messagePlaceholder: (room) => `${room}에 메시지 보내기`,
  composerHint: 'Enter 보내기 · Shift+Enter 줄바꿈',
  send: '보내기',
  notices: {
    'not-connected': '아직 연결되지 않아 보내지 못했습니다. 내용은 여기에 그대로 있습니다.',
    'not-delivered': '전달되었는지 확인하지 못한 메시지를 여기에 되돌려 놓았습니다.',
  },
  idle: '연결 안 됨',
  connecting: (attempt) => (attempt > 1 ? `연결 중… (${attempt}번째)` : '연결 중…'),
  connectedOver: (transport) => `${transport} 연결됨`,
  waiting: (seconds) => `${seconds}초 뒤 다시 연결`,
  closed: '연결 끊김',
  tryAgain: '다시 시도',
  tryNow: '지금 연결',
  reasons: {
    asked: '연결을 종료했습니다.',
    refused: '서버가 연결을 거절했습니다.',
    protocol: '서버와 주고받는 형식이 맞지 않습니다.',
    server: '서버가 연결을 끊었습니다.',
    network: '서버에 닿을 수 없습니다.',
    timeout: '서버가 제시간에 응답하지 않았습니다.',
    'heart-beat': '서버에서 신호가 오지 않습니다.',
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
  chooseRoomHint: 'Choose a room, or name a new one.',
  joinByName: 'Room name',
  joinByNamePlaceholder: 'Name of a new room',
  join: 'Join',
  leave: 'Leave',
  logOut: 'Log out',
  roomNames: { lobby: 'Lobby', dev: 'Dev talk', lunch: 'Lunch plans', music: 'Music today' },
  unread: (count) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  messagesOf: (room) => `Messages in ${room}`,
  quiet: 'It is quiet here. Say hello first.',
  newMessages: (count) => (count === 1 ? '1 new message' : `${count} new messages`),
  you: 'You',
  message: 'Message',
  messagePlaceholder: (room) => `Message ${room}`,
  composerHint: 'Enter to send · Shift+Enter for a new line',
  send: 'Send',
  notices: {
    'not-connected': 'Not sent, because there is no connection yet. Your text is still here.',
    'not-delivered': 'We could not confirm delivery, so your message is back here.',
  },
  idle: 'Not connected',
  connecting: (attempt) => (attempt > 1 ? `Connecting… (attempt ${attempt})` : 'Connecting…'),
  connectedOver: (transport) => `Connected over ${transport}`,
  waiting: (seconds) => `Reconnecting in ${seconds} s`,
  closed: 'Disconnected',
  tryAgain: 'Try again',
  tryNow: 'Connect now',
  reasons: {
    asked: 'The connection was closed.',
    refused: 'The server refused the connection.',
    protocol: 'The server and this page do not speak the same way.',
    server: 'The server closed the connection.',
    network: 'The server cannot be reached.',
    timeout: 'The server did not answer in time.',
    'heart-beat': 'The server stopped giving signs of life.',
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
