import type { Texts } from './texts.ts'

export const korean: Texts = {
  refusals: {
    'bad-frame': {
      meaning:
        'STOMP 프레임이 아닙니다. 또는 세션의 버전에 없는 명령이거나, 본문이 헤더에 적힌 것과 다르거나, 라우트가 받는 형식이 아닙니다.',
      mend: '프레임은 항상 NUL로 끝내고 명령은 대문자로 씁니다. `content-length`는 라이브러리에 맡깁니다.',
    },
    'bad-header': {
      meaning: '헤더가 없거나, 형식이 틀렸거나, 없는 것을 요청합니다.',
      mend: '`message`에 어느 헤더인지, 그리고 가능하면 올바른 값까지 적혀 있습니다.',
    },
    version: {
      meaning: '클라이언트와 브로커에 공통된 STOMP 버전이 없습니다.',
      mend: '`accept-version:1.2`처럼 지원하는 버전을 보냅니다.',
    },
    'not-connected': {
      meaning: 'CONNECT보다 먼저 다른 프레임을 보냈습니다.',
      mend: 'CONNECTED를 기다린 뒤에 보냅니다. 클라이언트 라이브러리에는 이를 위한 콜백이 있습니다.',
    },
    'bad-state': {
      meaning:
        '프레임 자체는 맞지만 지금 보낼 수 없습니다. 두 번째 CONNECT이거나, 이미 쓰고 있는 구독 id이거나, 이미 열려 있는 트랜잭션입니다.',
      mend: 'CONNECT는 한 번만 보내고, 구독과 열린 트랜잭션마다 다른 id를 씁니다.',
    },
    'bad-utf8': {
      meaning: '헤더 또는 텍스트라고 표시한 본문이 UTF-8이 아닙니다.',
      mend: 'UTF-8로 인코딩하거나, 본문을 `application/octet-stream`으로 보냅니다.',
    },
    'too-large': {
      meaning: '헤더 하나, 헤더 전체, 본문 또는 CONNECT 전의 프레임이 제한보다 깁니다.',
      mend: '한 번에 더 적게 보내거나, `message`에 적힌 [제한](configuration.ko.md#제한)을 늘립니다.',
    },
    'too-many-headers': {
      meaning: '프레임의 헤더가 제한보다 많습니다.',
      mend: '데이터를 본문에 넣거나 `maxHeaders`를 늘립니다.',
    },
    'auth-failed': {
      meaning: '`authenticate`가 연결을 받아들이지 않았거나, 연결할 때 쓴 토큰 등이 만료되었습니다.',
      mend: '새 자격 증명으로 연결합니다. [인증과 권한](../guides/authentication.ko.md)을 보세요.',
    },
    forbidden: {
      meaning:
        '`authorize`가 이 SEND나 SUBSCRIBE를 허용하지 않거나, 허용했던 구독을 더는 허용하지 않습니다. 또는 다른 사용자에게 보내려고 했습니다.',
      mend: '사용자에게 허용된 것만 요청합니다. [보내기와 구독의 권한](../guides/authentication.ko.md#보내기와-구독의-권한)을 보세요.',
    },
    'bad-destination': {
      meaning:
        'destination의 형식이 틀렸거나, 이름 하나가 필요한 곳에 패턴을 썼거나, 읽을 수 없는 패턴이거나, 받을 곳이 없습니다.',
      mend: '`message`에 가장 비슷한 이름이 적혀 있습니다. prefix와 라우트를 확인합니다.',
    },
    'limit-subscriptions': {
      meaning: '세션이 구독할 수 있는 수를 모두 채웠습니다.',
      mend: '필요 없는 것을 UNSUBSCRIBE하거나, 패턴으로 구독하거나, `maxSubscriptions`를 늘립니다.',
    },
    'limit-transactions': {
      meaning: '열린 트랜잭션이 너무 많거나, 하나에 너무 많이 담았거나, 너무 오래 열려 있었습니다.',
      mend: '더 일찍 COMMIT이나 ABORT를 보내거나, 한 트랜잭션에 더 적게 담거나, [제한](configuration.ko.md#제한)을 늘립니다.',
    },
    'limit-unacked': {
      meaning: 'ACK나 NACK를 기다리는 메시지가 제한보다 많습니다. 이 메시지들은 다시 보내지 않습니다.',
      mend: '메시지를 처리하는 대로 ACK를 보내거나, `ack:auto`로 구독하거나, `maxUnackedMessages` 또는 `maxUnackedMessagesPerSession`을 늘립니다.',
    },
    'unknown-id': {
      meaning:
        '없는 것을 가리킵니다. 세션에 없는 구독을 UNSUBSCRIBE했거나, 기다리지 않는 메시지에 ACK나 NACK를 보냈거나, COMMIT, ABORT 또는 `transaction` 헤더에 열려 있지 않은 트랜잭션을 적었습니다.',
      mend: '받은 id를 그대로, 한 번만 씁니다.',
    },
    rate: {
      meaning: '클라이언트가 1초에 보낼 수 있는 프레임이나 바이트보다 많이 보냅니다.',
      mend: '더 드물게 보내거나, `maxFramesPerSecond` 또는 `maxBytesPerSecond`를 늘립니다.',
    },
    'connect-timeout': {
      meaning: '연결을 열고 CONNECT를 보내지 않았거나, `authenticate`가 너무 오래 걸렸습니다.',
      mend: '클라이언트를 활성화했는지, 연결만 열고 아무것도 보내지 않는 코드가 있는지 확인합니다.',
    },
    'frame-timeout': {
      meaning: '프레임이 시작되었지만 끝이 오지 않았습니다.',
      mend: '프레임 끝의 NUL이 빠졌거나, `content-length`가 본문보다 크거나, 네트워크가 멈췄습니다. `frameTimeoutMs`도 확인합니다.',
    },
    'slow-consumer': {
      meaning: '클라이언트가 메시지가 오는 속도만큼 읽지 못합니다.',
      mend: '구독을 줄이거나, 메시지마다 하는 일을 줄이거나, 더 적게 보냅니다. 아니면 `maxUnsentBytes`를 늘립니다.',
    },
    'heart-beat': {
      meaning: '클라이언트가 약속한 간격의 두 배 동안 아무것도 오지 않았습니다.',
      mend: '대개 노트북이 절전 상태였거나 페이지가 백그라운드에 있었습니다. 다시 연결합니다.',
    },
    overloaded: {
      meaning:
        '지금은 세션을 더 받을 수 없습니다. 세션이 너무 많거나, 한꺼번에 몰렸거나, 브로커에 메모리나 시간이 부족합니다.',
      mend: '`retry-after`만큼 기다렸다가 다시 연결합니다. 계속 거절되면 해당하는 [제한](configuration.ko.md#제한)을 늘리거나 브로커의 메모리를 늘립니다.',
    },
    draining: {
      meaning: '브로커가 종료하는 중입니다.',
      mend: '`retry-after`만큼 기다렸다가 다시 연결합니다. RECEIPT를 받은 것은 전달되었고, 열려 있던 트랜잭션은 실행되지 않았습니다.',
    },
    internal: {
      meaning:
        '라우트, 인터셉터, `authenticate`, `authorize` 등 애플리케이션의 함수가 예외를 던졌거나, reject되었거나, 끝나지 않았습니다.',
      mend: '로그의 `handler-failed` 줄에 위치가 있습니다. 끝나지 않은 함수는 `refused` 줄에 있습니다.',
    },
  },
  closeCodes: {
    1000: '클라이언트나 브로커가 정상적으로 연결을 끝냈습니다. DISCONNECT를 보냈거나 페이지가 소켓을 닫았습니다.',
    1001: '페이지를 떠났거나 새로 고쳤습니다. 브로커가 닫았다면 브로커가 종료하는 중입니다.',
    1002: 'WebSocket이나 STOMP의 규칙을 어겼습니다. STOMP가 시작된 뒤라면 브로커가 먼저 ERROR를 보냅니다.',
    1003: '엔드포인트가 받지 않는 것을 보냈습니다. SockJS로 보낸 바이너리입니다.',
    1005: '코드 없이 연결을 닫았습니다.',
    1006: '어느 쪽도 종료를 알리지 않았습니다. 네트워크가 끊겼거나, 프록시나 서버가 연결을 끊었거나, 페이지가 갑자기 사라졌습니다. 브라우저는 아예 연결하지 못할 때도 이 코드를 보여 줍니다. 브로커가 실행 중인지, 호스트와 포트와 경로가 맞는지, 허용된 페이지인지(403) 확인하세요.',
    1007: 'UTF-8이 아닌 텍스트를 보냈거나, SockJS 데이터가 문자열의 JSON 배열이 아닙니다.',
    1008: '브로커가 클라이언트의 요청을 거절했습니다. 무엇이 문제인지는 ERROR와 로그의 `refused` 줄에 있습니다.',
    1009: '제한보다 큰 프레임이나 WebSocket 메시지를 보냈습니다.',
    1011: '애플리케이션의 함수가 실패했고, 클라이언트가 이를 알아야 했습니다. 로그의 `handler-failed` 줄에 위치가 있습니다.',
    1013: '브로커가 가득 찼거나 메모리가 부족할 때 연결했습니다. `retry-after`만큼 기다렸다가 다시 연결합니다.',
    4001: '메시지가 오는 속도보다 느리게 읽습니다. 네트워크가 느리거나, 페이지가 바쁘거나 백그라운드에 있습니다.',
    4002: '약속한 하트비트를 보내지 않았습니다. 절전 상태이거나, 백그라운드에서 멈췄거나, 네트워크가 끊겼습니다.',
    4004: 'CONNECT를 보내지 않았거나 프레임을 끝내지 않았습니다. STOMP 클라이언트가 맞는지, 활성화했는지 확인하세요.',
  },
  comeBack: {
    never: '같은 프로그램으로는 다시 연결해도 소용없습니다. 프로토콜을 어겼습니다',
    'after-change': '보낸 것을 고친 뒤',
    later: '나중에 그대로',
  },
  labels: {
    closeCode: 'close 코드',
    meaning: '뜻',
    mend: '해결',
    comeBack: '다시 연결',
    words: '거절 코드',
    further: '문서',
  },
  lists: {
    refusals: '거절 코드: ERROR의 `code` 헤더이자 close 프레임의 이유입니다',
    closeCodes: 'WebSocket의 close 코드',
    oneOfThem: (name) => `하나만 보려면: ${name} explain bad-destination --lang ko`,
  },
  unknown: (word, nearest) =>
    `${word}: 그런 거절 코드나 close 코드는 없습니다.${nearest === undefined ? '' : ` 혹시 ${nearest}인가요?`}`,
  unknownFurther: (name) => `전체 목록은 ${name} explain으로 볼 수 있습니다.`,
}
