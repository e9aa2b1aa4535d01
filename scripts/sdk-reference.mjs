import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Application, Converter, ReflectionKind, ReflectionType } from 'typedoc'
import { MarkdownPageEvent, MarkdownTheme, MarkdownThemeContext, ModuleRouter } from 'typedoc-plugin-markdown'
import { inRoot, isStarted } from './run-command.mjs'

const folder = inRoot('docs/reference/sdk')

const intro = `Every name that \`@stompbox/sdk\` and its other entries export, with its type and what its comment says. A program wrote these pages:
\`npm run docs:sdk\`. How the parts work together is told in [the guide](../../guides/sdk.md).`

const { exports } = JSON.parse(readFileSync(inRoot('sdk/package.json'), 'utf8'))

/** Each entry of the package: `.` is the page `client`, `./react` the page `react`. */
const entries = Object.entries(exports).flatMap(([path, { source }]) =>
  source === undefined
    ? []
    : [{ page: path === '.' ? 'client' : path.slice(2), title: join('@stompbox/sdk', path), source }],
)

/** Signatures in full, once, and the comments; nothing that says the same again. */
class TerseContext extends MarkdownThemeContext {
  constructor(...all) {
    super(...all)
    const { comment } = this.partials
    const terse = {
      hierarchy: ({ isTarget, types }) => (isTarget ? '' : `Extends ${this.#list(types)}.`),
      inheritance: () => '',
      signatureReturns: () => '',
      signatures: (model) => this.#signatures(model),
      comment: (...all) => comment(...all).replace(/^(\*\*\w+\*\*)\n\n/gm, '$1: '),
      typeDeclarationUnionContainer: ({ type }) => this.#members(type.types),
    }
    this.partials = { ...this.partials, ...terse }
  }

  #list(types) {
    return types.map((type) => this.partials.someType(type)).join(', ')
  }

  /** Overloads in one block, and then what their comments say. */
  #signatures({ signatures, comment }) {
    const blocks = signatures.map((each) => this.partials.signatureTitle(each, {}))
    const code = blocks.map((block) => block.replace(/^```ts\n|\n```$/g, '')).join('\n')
    const comments = [comment, ...signatures.map((each) => each.comment)].filter((each) => each !== undefined)
    const texts = new Set(comments.map((each) => this.partials.comment(each)))
    return [`\`\`\`ts\n${code}\n\`\`\``, ...texts].join('\n\n')
  }

  /** What the comments say inside a union of objects. */
  #members(types) {
    const members = types.flatMap((type) =>
      type instanceof ReflectionType ? (type.declaration.children ?? []) : [],
    )
    const told = members.filter(({ comment }) => comment !== undefined)
    return told
      .map(({ name, comment }) => `- \`${name}\`: ${this.partials.comment(comment).trim()}`)
      .join('\n')
  }
}

class TerseTheme extends MarkdownTheme {
  getRenderContext(page) {
    return new TerseContext(this, page, this.application.options)
  }
}

const pageOf = ({ name }) => entries.find(({ title }) => title === name).page

/** typedoc names a module after its file. */
const titleOf = ({ name }) => (name === 'index' ? '@stompbox/sdk' : `@stompbox/sdk/${name}`)

/** A page for each entry. */
class EntryRouter extends ModuleRouter {
  getIdealBaseName(reflection) {
    return reflection.kind === ReflectionKind.Module ? pageOf(reflection) : super.getIdealBaseName(reflection)
  }
}

/** Nothing leads to the rows of tables, and the words of the plugin are not all ours. */
const tidy = (contents) =>
  contents
    .replace(/<a id="[^"]*"><\/a> /g, '')
    .replace('## Modules\n', '## Entries\n')
    .replaceAll('#### Union Members\n\n', '')
    .replace(/[ \n]+$/gm, (end) => end.replaceAll(' ', ''))
    .replace(/\n*$/, '\n')

/** Errors are caught, not made: their constructors are of no use to a reader, and their names say what the headings say. */
function leaveOut({ project }) {
  for (const { children = [] } of project.getReflectionsByKind(ReflectionKind.Class))
    for (const child of [...children])
      if (child.kind === ReflectionKind.Constructor || child.name === 'name') project.removeReflection(child)
}

const settings = {
  entryPoints: entries.map(({ source }) => inRoot('sdk', source)),
  tsconfig: inRoot('sdk/tsconfig.json'),
  plugin: ['typedoc-plugin-markdown'],
  theme: 'terse',
  router: 'entry',
  readme: 'none',
  disableSources: true,
  excludeExternals: true,
  // The compiler has its own step.
  skipErrorChecking: true,
  groupOrder: ['Functions', 'Interfaces', 'Type Aliases', 'Classes', 'Variables'],
  sort: ['alphabetical'],
  hidePageHeader: true,
  hideBreadcrumbs: true,
  pageTitleTemplates: { index: 'The SDK, name by name' },
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

async function write(path) {
  const app = await Application.bootstrapWithPlugins(settings)
  app.renderer.defineTheme('terse', TerseTheme)
  app.renderer.defineRouter('entry', EntryRouter)
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, leaveOut)
  app.renderer.markdownHooks.on('content.begin', ({ page }) => (page.url === 'README.md' ? intro : ''))
  app.renderer.on(MarkdownPageEvent.END, (page) => (page.contents = tidy(page.contents)))
  const project = await app.convert()
  for (const module of project.children) module.name = titleOf(module)
  await app.outputs.writeOutput({ name: 'markdown', path }, project)
}

/** Writes the pages. @returns {Promise<boolean>} with `isCheck` nothing is written: whether they are what the types say */
async function makePages(isCheck) {
  if (!isCheck) {
    await write(folder)
    return true
  }
  const now = mkdtempSync(join(tmpdir(), 'stompbox-'))
  try {
    await write(now)
    const names = readdirSync(now)
    const same = (name) => readFileSync(join(now, name), 'utf8') === readFileSync(join(folder, name), 'utf8')
    return names.join() === readdirSync(folder).join() && names.every(same)
  } finally {
    rmSync(now, { recursive: true })
  }
}

if (isStarted(import.meta.url)) process.exitCode = (await makePages(process.argv.includes('--check'))) ? 0 : 1
