import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Application, OptionDefaults } from 'typedoc'
import { MarkdownPageEvent } from 'typedoc-plugin-markdown'
import { inRoot } from '../run-command.mjs'
import { entries, packages, titleOf } from './entries.mjs'
import { shorten } from './shorten.mjs'
import { EntryRouter, TerseTheme, tidy } from './terse-theme.mjs'

const settings = {
  entryPoints: entries.map(({ source }) => inRoot(source)),
  tsconfig: inRoot('scripts/reference/tsconfig.json'),
  plugin: ['typedoc-plugin-markdown'],
  theme: 'terse',
  router: 'entry',
  readme: 'none',
  disableSources: true,
  excludeExternals: true,
  excludeInternal: true,
  // The compiler has its own step.
  skipErrorChecking: true,
  groupOrder: ['Functions', 'Interfaces', 'Type Aliases', 'Classes', 'Variables'],
  // Told of limits.
  blockTags: [...OptionDefaults.blockTags, '@refusal', '@profile'],
  sort: ['alphabetical'],
  hidePageHeader: true,
  hideBreadcrumbs: true,
  pageTitleTemplates: { index: ({ projectName }) => projectName },
  useCodeBlocks: true,
  expandParameters: true,
  expandObjects: true,
  parametersFormat: 'none',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: { hideDefaults: true, hideInherited: true, hideModifiers: true, hideOverrides: true },
  logLevel: 'Error',
}

const intro = ({ name, guide }) =>
  `Every name that \`${name}\` and its other entries export, with its type and what its comment says. A program wrote these pages:
\`npm run docs:reference\`. ${guide}`

/** Reads the types of both packages, which is most of the work, and therefore done once. */
export async function readTypes() {
  const app = await Application.bootstrapWithPlugins(settings)
  app.renderer.defineTheme('terse', TerseTheme)
  app.renderer.defineRouter('entry', EntryRouter)
  shorten(app.converter)
  app.renderer.on(MarkdownPageEvent.END, (page) => (page.contents = tidy(page.contents)))
  const project = await app.convert()
  const modules = project.children
  for (const module of modules) module.name = titleOf(module.name)
  let current
  app.renderer.markdownHooks.on('content.begin', ({ page }) =>
    page.url === 'README.md' ? intro(current) : '',
  )
  return {
    modules,
    /** @returns {Promise<[path: string, text: string][]>} the pages of all packages, by their paths from the root */
    async pages() {
      const all = []
      for (current of packages) {
        project.name = current.title
        project.childrenIncludingDocuments = project.children = modules.filter(({ name }) =>
          name.startsWith(current.name),
        )
        all.push(...(await pagesOf(app, project, `docs/reference/${current.folder}`)))
      }
      return all
    },
  }
}

async function pagesOf(app, project, folder) {
  const path = mkdtempSync(join(tmpdir(), 'stompbox-'))
  try {
    await app.outputs.writeOutput({ name: 'markdown', path }, project)
    return readdirSync(path).map((name) => [`${folder}/${name}`, readFileSync(join(path, name), 'utf8')])
  } finally {
    rmSync(path, { recursive: true })
  }
}
