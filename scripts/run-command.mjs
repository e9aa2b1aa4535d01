import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The checkout, whatever folder the command was given in. */
const root = fileURLToPath(new URL('..', import.meta.url))

/** Path inside the checkout. */
export const inRoot = (...parts) => fileURLToPath(new URL(parts.join('/'), new URL('..', import.meta.url)))

/** Entry file of an installed tool, so that every platform starts it the same way: with this very Node. */
export const tool = (path) => [process.execPath, inRoot('node_modules', path)]

/**
 * Runs a command to its end.
 * @param {readonly string[]} command program and arguments
 * @param {{ quiet?: boolean, env?: Record<string, string | undefined> }} [options] quiet keeps the output for `output`
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function runCommand([program, ...args], { quiet = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit']
    const child = spawn(program, args, { cwd: root, stdio, env: { ...process.env, ...env } })
    let output = ''
    const keep = (chunk) => (output += chunk)
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    child.on('error', (error) => resolve({ ok: false, output: `${output}${error.message}\n` }))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}

/** Whether a script was started itself rather than imported. */
export const isStarted = (importMetaUrl) =>
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === realpathSync(fileURLToPath(importMetaUrl))
