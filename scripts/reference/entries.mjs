import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { inRoot } from '../run-command.mjs'

/** What is told of each package: a folder of pages, one for each entry. `.` is the page `main`, `./react` the page `react`. */
export const packages = [
  {
    folder: 'sdk',
    name: '@stompbox/sdk',
    main: 'client',
    title: 'The SDK, name by name',
    guide: 'How the parts work together is told in [the guide](../../guides/sdk.md).',
  },
  {
    folder: 'broker',
    name: '@stompbox/broker',
    main: 'broker',
    title: 'The broker, name by name',
    guide:
      'How the parts work together is told in [the application](../application.md), [configuration](../configuration.md) and [in your server](../../guides/in-your-server.md).',
  },
]

const exportsOf = (folder) => JSON.parse(readFileSync(inRoot(folder, 'package.json'), 'utf8')).exports

export const entries = packages.flatMap(({ folder, name, main }) =>
  Object.entries(exportsOf(folder)).flatMap(([path, { source }]) =>
    source === undefined
      ? []
      : {
          package: name,
          title: join(name, path),
          page: path === '.' ? main : basename(path),
          source: join(folder, source),
        },
  ),
)

export const pageOf = (title) => entries.find((entry) => entry.title === title).page

/** typedoc names a module after its file. */
export const titleOf = (module) =>
  entries.find(({ source }) => source.replace(/(\/index)?\.ts$/, '') === module).title
