import { useConnection } from '../chat/client.ts'
import { useOutgoing, useStrings } from '../chat/use-chat.ts'
import { hasFailed } from './outgoing-lines.tsx'

interface ComposerNoticeProps {
  roomId: string
  /** How many characters are too many; negative while there is room. */
  excess: number
}

/** What becomes of what is written now. Always there, so that it is read out when it changes. */
export function ComposerNotice({ roomId, excess }: ComposerNoticeProps) {
  const lines = useOutgoing(roomId)
  const connection = useConnection()
  const t = useStrings()
  const failed = lines.filter(hasFailed).length
  const waiting = lines.filter(({ status }) => status === 'waiting').length
  const isRestored = connection.status === 'waiting' || connection.status === 'connecting'
  return (
    <div className="composer-notices" role="status">
      {excess > 0 && <p className="composer-notice composer-failure">{t.tooLong(excess)}</p>}
      {failed > 0 && <p className="composer-notice composer-failure">{t.failed(failed)}</p>}
      {waiting > 0 && <p className="composer-notice">{t.waiting(waiting)}</p>}
      {waiting + failed === 0 && isRestored && 'reason' in connection && (
        <p className="composer-notice">{t.keepWriting}</p>
      )}
    </div>
  )
}
