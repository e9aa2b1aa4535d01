// One direction of imports (docs/house.md). Each rule has been seen to fail: tests/unit/house/imports.test.ts.
const broker = (folders) => `broker/src/(${folders})/`
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `broker/src/${from}/` },
  to: { path: 'broker/src/', pathNot: [`broker/src/${from}/`, ...allowed] },
})
const seams = ['broker/src/core/(ports|events|errors|profile)', broker('frame|destination')]
// Mistyped words are told of in one way, wherever they were written.
const nearest = 'broker/src/destination/nearest.ts'

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('frame-imports-nothing', 'frame', []),
    only('destination-imports-nothing', 'destination', []),
    only('core-imports-the-names', 'core', [broker('frame|destination')]),
    only('transports-import-the-seams', 'transports', seams),
    only('application-imports-the-seams', 'application', seams),
    only('server-imports-the-seams', 'server', seams),
    only('auth-imports-ports-and-errors', 'auth', ['broker/src/core/(ports|errors)']),
    only('log-imports-ports', 'log', ['broker/src/core/(ports|events)']),
    only('config-imports-what-it-names', 'config', [
      broker('application|core|frame|transports'),
      'broker/src/tcp-doors.ts',
      nearest,
    ]),
    only('config-file-imports-what-it-loads', 'config-file', [broker('config'), 'broker/src/index.ts']),
    only('cli-imports-what-it-serves', 'cli', [
      broker('config|config-file|presets|log'),
      'broker/src/(index|version).ts',
      nearest,
    ]),
    only('vite-imports-what-it-serves', 'vite', [
      broker('config|config-file|presets|log'),
      'broker/src/index.ts',
    ]),
    only('presets-import-application', 'presets', [broker('application'), 'broker/src/core/errors.ts']),
    {
      name: 'sdk-and-broker-share-the-wire-not-code',
      severity: 'error',
      from: { path: '^sdk/src/' },
      to: { path: ['broker/', '@stompbox/broker'] },
    },
    {
      // A page pays for these only when it names them.
      name: 'sdk-main-entry-stays-lean',
      severity: 'error',
      from: { path: '^sdk/src/', pathNot: '^sdk/src/(react|sockjs|testing)/' },
      to: { path: '^sdk/src/(react|sockjs|testing)/' },
    },
    {
      name: 'broker-knows-no-sdk',
      severity: 'error',
      from: { path: 'broker/src/' },
      to: { path: ['^sdk/', '@stompbox/sdk'] },
    },
    {
      name: 'examples-use-package-entries',
      severity: 'error',
      from: { path: '^examples/' },
      to: {
        path: '^(broker|sdk)/src/',
        pathNot: '^(broker|sdk)/src/((react/|sockjs/|testing/|vite/)?index|presets/chat)\\.ts$',
      },
    },
    {
      // It judges any broker by its URL.
      name: 'conformance-knows-no-broker',
      severity: 'error',
      from: { path: '^tests/conformance/' },
      to: { path: ['^(broker|sdk)/', '@stompbox/'], reachable: true },
    },
    {
      name: 'only-unit-tests-reach-inside',
      severity: 'error',
      from: { path: '^tests/(?!unit/|bench/|support/)' },
      to: {
        path: '^(broker|sdk)/src/',
        pathNot: '^(broker|sdk)/src/((react/|sockjs/|testing/|vite/)?index|presets/chat)\\.ts$',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'default'] },
  },
}
