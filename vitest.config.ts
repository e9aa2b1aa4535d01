import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { defineConfig } from 'vitest/config'

// Tests run on the sources: the `source` condition of each package's exports comes first.
const conditions = ['source']
// The limit is for what hangs, on a machine however slow; no assertion rests on it.
const suite = (name: string, timeoutMs = 20_000, globalSetup: string[] = []) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node' as const,
    testTimeout: timeoutMs,
    hookTimeout: 30_000,
    globalSetup,
  },
})

/** As many files at once as there are cores: by itself vitest leaves one free, and of two that is half of them. */
function unitSuite() {
  const { test, ...rest } = suite('unit')
  return { ...rest, test: { ...test, maxWorkers: '100%' } }
}

// The hooks, with one React for them, for the tests and for what react-dom requires by itself.
const reactSuite = (major: 18 | 19) => {
  const find = createRequire(import.meta.resolve('./sdk/package.json')).resolve
  const [react, dom] = major === 19 ? ['react', 'react-dom'] : ['react-18', 'react-dom-18']
  const { test, ...rest } = unitSuite()
  const REACT = dirname(find(react))
  return {
    ...rest,
    resolve: { conditions, alias: { react: REACT, 'react-dom': dirname(find(dom)) } },
    test: {
      ...test,
      name: `unit-react-${major}`,
      include: ['tests/unit/sdk/react/**/*.test.ts'],
      environment: 'happy-dom' as const,
      setupFiles: ['tests/unit/sdk/react/one-react.ts'],
      env: { REACT },
    },
  }
}

/**
 * Files that mostly wait, for sockets and processes: two of them side by side, on two cores as well. They leave
 * nothing behind, so they share their modules: to load them anew for each file is a quarter of the work.
 */
function waiting(...given: Parameters<typeof suite>) {
  const { test, ...rest } = suite(...given)
  return { ...rest, test: { ...test, maxWorkers: 2, isolate: false } }
}

const unit = unitSuite()
const browser = suite('browser', 60_000)
// These look at what the whole process has: timers, sockets, the one session table of SockJS. So each file gets its own.
const apart = ['tests/unit/sdk/**/*.test.ts', 'tests/unit/transports/**/*.test.ts']
const react = 'tests/unit/sdk/react/**'

export default defineConfig({
  test: {
    projects: [
      // To load all modules anew for each file takes longer than the tests in most of them.
      { ...unit, test: { ...unit.test, exclude: [...apart, react], isolate: false } },
      { ...unit, test: { ...unit.test, name: 'unit-apart', include: apart, exclude: [react] } },
      reactSuite(18),
      reactSuite(19),
      waiting('conformance'),
      waiting('integration', 60_000),
      waiting('parity', 60_000),
      waiting('interop', 60_000, ['tests/interop/prepare.ts']),
      // Pages of two files at once keep each other waiting for longer than some of them allow.
      { ...browser, test: { ...browser.test, isolate: false } },
      suite('package', 120_000),
      'tests/component/vitest.config.ts',
    ],
  },
})
