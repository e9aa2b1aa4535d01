import type { App } from '@stompbox/broker'

const text = { body: 'text' } as const

/** ReplyController, ClassReplyController, ClassUserController. */
export function replied(app: App): void {
  toTopics(app)
  toUsers(app)
  app.router('/class-reply/{at}', (router) => {
    router.sendTo('/sub/of-class/{at}')
    router.message('/plain', text, ({ body }) => body)
    router.message('/own', text, ({ body }) => body).sendTo('/sub/of-method/{at}')
    router.message('/empty', text, ({ body }) => body).sendTo()
    router.message('/user', text, ({ body }) => body).sendToUser('/queue/of-method/{at}')
    router.message('/user-default', text, ({ body }) => body).sendToUser()
    router.subscribe('/first', () => 'first')
  })
  app.router('/class-user/{at}', (router) => {
    router.sendToUser('/queue/of-class/{at}', { broadcast: false })
    router.message('/plain', text, ({ body }) => body)
    router.message('/own', text, ({ body }) => body).sendTo('/sub/of-method/{at}')
  })
}

function toTopics(app: App): void {
  app.message('/reply/two/{at}', text, ({ body }) => body).sendTo('/sub/first/{at}', '/sub/second/{at}')
  app.message('/reply/empty/{at}', text, ({ body }) => body).sendTo()
  // A placeholder that the pattern does not have is refused when the route is defined; to Spring it is an error of each message.
  app.message('/reply/unknown/{at}', text, ({ body, params, send }) => {
    send(`/sub/known/${params.at}`, body)
    throw new Error('/sub/unknown/{nowhere}: there is no variable {nowhere}.')
  })
  app
    .message('/reply/elsewhere/{at}', text, ({ body }) => body)
    .sendTo('/elsewhere/{at}', '/sub/elsewhere/{at}')
  app.message('/reply/application/{at}', text, ({ body }) => body).sendTo('/pub/echo/{at}')
  app.message('/reply/pattern/{at}', text, ({ body }) => body).sendTo('/sub/pattern/{at}/*')
  app.message('/reply/to-name/{name}', text, ({ body }) => body).sendTo('/user/{name}/queue/named')
  app
    .message('/reply/both/{at}', text, ({ body }) => body)
    .sendTo('/sub/first/{at}', '/sub/second/{at}')
    .sendToUser('/queue/me/{at}')
  app
    .message('/reply/both-default/{at}', text, ({ body }) => body)
    .sendTo()
    .sendToUser()
}

function toUsers(app: App): void {
  app.message('/reply/user/{at}', text, ({ body }) => body).sendToUser('/queue/me/{at}')
  app
    .message('/reply/user-one/{at}', text, ({ body }) => body)
    .sendToUser('/queue/me/{at}', { broadcast: false })
  app.message('/reply/user-default/{at}', text, ({ body }) => body).sendToUser()
  app
    .message('/reply/user-two/{at}', text, ({ body }) => body)
    .sendToUser(['/queue/me/{at}', '/queue/too/{at}'])
  app.message('/reply/user-sub/{at}', text, ({ body }) => body).sendToUser('/sub/me/{at}')
  app.message('/reply/user-null/{at}', () => null).sendToUser('/queue/me/{at}')
}
