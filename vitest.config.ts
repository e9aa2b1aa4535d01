import { defineConfig } from 'vitest/config'

// Tests run on the sources: the `source` condition of each package's exports comes first.
const conditions = ['source']
const suite = (name: string, timeoutMs = 5_000) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node' as const,
    testTimeout: timeoutMs,
    hookTimeout: 30_000,
  },
})

export default defineConfig({
  test: {
    projects: [
      suite('unit'),
      suite('conformance'),
      suite('integration', 20_000),
      suite('browser', 60_000),
      suite('package', 120_000),
    ],
  },
})
