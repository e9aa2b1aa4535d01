import { defineConfig } from 'vitest/config'

// Tests run on the sources: the `source` condition of each package's exports comes first.
const conditions = ['source']
const suite = (name: string, timeoutMs = 5_000, globalSetup: string[] = []) => ({
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

export default defineConfig({
  test: {
    projects: [
      suite('unit'),
      suite('conformance'),
      suite('integration', 20_000),
      suite('parity', 60_000),
      suite('interop', 20_000, ['tests/interop/prepare.ts']),
      suite('browser', 60_000),
      suite('package', 120_000),
    ],
  },
})
