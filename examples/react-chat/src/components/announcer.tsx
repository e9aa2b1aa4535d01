import { useEffect, useEffectEvent, useState } from 'react'
import type { Line } from '../chat/room.ts'
import { useChat, useStrings } from '../chat/use-chat.ts'

/** What comes within this is read out together. */
const gatherMs = 600
const mostAtOnce = 3

/** Reads out what others say. Entrances, echoes of what one said oneself, and old lines of a room just opened are not news. */
export function Announcer({ lines }: { lines: readonly Line[] }) {
  const { name } = useChat()
  const newest = lines.at(-1)?.number ?? 0
  const [told, setTold] = useState<{ upTo: number; lines: readonly Line[] }>({ upTo: newest, lines: [] })
  const news = lines.filter(
    ({ number, type, sender }) => number > told.upTo && type === 'TALK' && sender !== name,
  )
  const tell = useEffectEvent(() => setTold({ upTo: newest, lines: news }))
  const isDue = news.length > 0

  useEffect(() => {
    if (!isDue) return
    const timer = setTimeout(() => tell(), gatherMs)
    return () => clearTimeout(timer)
  }, [isDue])

  return (
    <div className="only-heard" aria-live="polite">
      <News key={told.upTo} lines={told.lines} />
    </div>
  )
}

function News({ lines }: { lines: readonly Line[] }) {
  const t = useStrings()
  if (lines.length > mostAtOnce) return <p>{t.newMessages(lines.length)}</p>
  return lines.map(({ number, sender, text }) => (
    <p key={number} dir="auto">
      {sender}: {text}
    </p>
  ))
}
