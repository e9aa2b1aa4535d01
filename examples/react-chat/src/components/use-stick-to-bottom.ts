import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

const nearPx = 40

/**
 * Keeps a scrolled box at its newest line, but only for a reader who is there already, or who has just written: `written` is
 * another one with each line of theirs. For everybody else it counts what was missed.
 */
export function useStickToBottom(newest: number, written: string | undefined) {
  const box = useRef<HTMLDivElement>(null)
  const isAtBottom = useRef(true)
  const [leftAt, setLeftAt] = useState<number>()

  const toBottom = useCallback(() => {
    const element = box.current
    if (element) element.scrollTop = element.scrollHeight
  }, [])

  const onScroll = () => {
    const element = box.current
    if (!element) return
    isAtBottom.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx
    setLeftAt((left) => (isAtBottom.current ? undefined : (left ?? newest)))
  }

  useLayoutEffect(() => {
    if (isAtBottom.current) toBottom()
  }, [newest, toBottom])

  useLayoutEffect(() => {
    if (written !== undefined) toBottom()
  }, [written, toBottom])

  // A keyboard that slides in, or a composer that grows, must not cover the newest line.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (isAtBottom.current) toBottom()
    })
    observer.observe(box.current!)
    return () => observer.disconnect()
  }, [toBottom])

  return { box, missed: newest - (leftAt ?? newest), onScroll, toBottom }
}
