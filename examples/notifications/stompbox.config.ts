import { Refusal, defineBroker } from '@stompbox/broker'

interface Note {
  readonly to: string
  readonly text: string
}

/** What a browser sends is not always what a page meant to send. */
function checked(body: unknown): Note {
  const { to, text } = (body ?? {}) as Partial<Note>
  if (typeof to !== 'string' || typeof text !== 'string' || to === '')
    throw new Refusal('bad-frame', 'A notification needs somebody and a text: {"to":"kim","text":"…"}')
  return { to, text }
}

const mayBeHeard = ['/user/queue/notifications', '/user/queue/replies']

export default defineBroker({
  static: './page',
  // For a demonstration only: whoever says a name has it. docs/guides/authentication.md has passwords, tokens and cookies.
  authenticate: ({ login }) => (login ? { name: login } : undefined),
  // Everybody hears what is theirs, and reaches others through the route alone.
  authorize: ({ action, destination }) =>
    action === 'send' ? destination === '/app/notify' : mayBeHeard.includes(destination),
  application(app) {
    app
      .message('/notify', ({ body, user }) => {
        const { to, text } = checked(body)
        // A name may be in several browsers at once: each of its sessions gets it.
        app.template.convertAndSendToUser(to, '/queue/notifications', { from: user?.name, text })
        return { sessions: app.users.get(to)?.sessions.length ?? 0 }
      })
      .sendToUser('/queue/replies', { broadcast: false })
  },
})
