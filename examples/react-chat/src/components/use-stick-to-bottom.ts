import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

const nearPx = 40
/** How much of what was read already stands above the mark. */
const contextPx = 80

/**
 * Keeps a scrolled box at its newest line, but only for a reader who is there already, or who has just written: `written` is
 * another one with each line of theirs. For everybody else it knows at which line they left. What came while nobody looked is
 * shown from its beginning.
 */
export function useStickToBottom(newest: number, written: string | undefined) {
  const box = useRef<HTMLDivElement>(null)
  const isAtBottom = useRef(true)
  const [leftAt, setLeftAt] = useState<number>()

  const toBottom = useCallback(() => {
    const element = box.current
    if (element) element.scrollTop = element.scrollHeight
  }, [])

  /** Up to the mark of what is new, where that is above what can be seen. */
  const toMark = useCallback(() => {
    const element = box.current
    const mark = element?.querySelector<HTMLElement>('.log-unread')
    if (!element || !mark) return
    element.scrollTop = Math.min(element.scrollTop, mark.offsetTop - contextPx)
    isAtBottom.current = isNearBottom(element)
  }, [])

  const onScroll = () => {
    const element = box.current
    if (!element) return
    isAtBottom.current = isNearBottom(element)
    setLeftAt((left) => (isAtBottom.current ? undefined : (left ?? newest)))
  }

  useLayoutEffect(() => {
    if (!isAtBottom.current) return
    toBottom()
    if (document.visibilityState === 'hidden') toMark()
  }, [newest, toBottom, toMark])

  useLayoutEffect(toMark, [toMark])

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

  return { box, leftAt, onScroll, toBottom }
}

const isNearBottom = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight < nearPx
