#!/usr/bin/env node
// Not compiled itself: npm links a command only where its file is there, and in a clone that is before anything was built.
import { existsSync } from 'node:fs'

const main = new URL('../dist/cli/main.js', import.meta.url)

if (existsSync(main)) {
  void import(main)
} else {
  process.stderr.write('stompbox is not compiled yet. In the root of the clone: npm run build\n')
  process.exitCode = 1
}
