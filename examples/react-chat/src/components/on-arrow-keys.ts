import type { KeyboardEvent } from 'react'

/** Arrow up and down lead from one article to the next; all of them are one stop of the Tab key. */
export function onArrowKeys(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const articles = [...event.currentTarget.querySelectorAll('article')]
  const here = articles.findIndex((article) => article.contains(document.activeElement))
  // From the log itself up to the newest one; down is for scrolling.
  const next = here === -1 ? (step < 0 ? articles.at(-1) : undefined) : articles[here + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
