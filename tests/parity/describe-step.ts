import { readable } from './readable.ts'
import type { Step } from './scenario.ts'

const longest = 120

/** One line for people. */
export function describeStep(step: Step): string {
  const text = readable(textOf(step))
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

function textOf(step: Step): string {
  switch (step.do) {
    case 'open':
      return `${step.on}: open ${step.path}`
    case 'http':
      return `${step.on}: ${step.method} ${step.path}`
    case 'say':
      return `${step.on}: ${step.text ?? step.bytes ?? ''}`
    case 'ping':
      return `${step.on}: ping ${step.data}`
    case 'close':
      return `${step.on}: ${step.code === undefined ? 'cut' : `close ${step.code}`}`
    case 'pause':
    case 'resume':
      return `${step.on}: ${step.do}`
    case 'wait':
      return `wait ${step.ms} ms`
    case 'stop':
      return 'stop the server'
  }
}
