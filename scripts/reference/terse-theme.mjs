import { LiteralType, ReflectionKind, ReflectionType } from 'typedoc'
import { MarkdownTheme, MarkdownThemeContext, ModuleRouter } from 'typedoc-plugin-markdown'
import { pageOf } from './entries.mjs'

const lines = (texts) => texts.filter((text) => text !== '').join('\n')

/** Signatures in full, once, and the comments; nothing that says the same again. */
class TerseContext extends MarkdownThemeContext {
  constructor(...all) {
    super(...all)
    const { comment, typeDeclarationContainer } = this.partials
    const terse = {
      hierarchy: ({ isTarget, types }) => (isTarget ? '' : `Extends ${this.#list(types)}.`),
      inheritance: () => '',
      signatureReturns: () => '',
      signatures: (model) => this.#signatures(model),
      comment: (model, options) =>
        comment(model, { ...options, headingLevel: undefined }).replace(/^(\*\*\w+\*\*)\n\n/gm, '$1: '),
      accessor: ({ getSignature }) => this.#signatures({ signatures: [getSignature] }, { accessor: 'get' }),
      typeDeclarationContainer: (model, ...rest) =>
        model.kind === ReflectionKind.Variable ? '' : typeDeclarationContainer(model, ...rest),
      typeDeclarationUnionContainer: ({ type }) => lines(type.types.map((each) => this.#member(each))),
    }
    this.partials = { ...this.partials, ...terse }
  }

  #list(types) {
    return types.map((type) => this.partials.someType(type)).join(', ')
  }

  /** Overloads in one block, and then what their comments say. */
  #signatures({ signatures, comment }, options = {}) {
    const blocks = signatures.map((each) => this.partials.signatureTitle(each, options))
    const code = blocks.map((block) => block.replace(/^```ts\n|\n```$/g, '')).join('\n')
    const told = [{ comment }, ...signatures].flatMap((each) => this.#texts(each))
    return [`\`\`\`ts\n${code}\n\`\`\``, ...new Set(told)].join('\n\n')
  }

  #texts({ comment, parameters = [] }) {
    if (comment === undefined) return []
    const summary = this.partials.comment(comment, { showTags: false })
    const tags = this.partials.comment(comment, { showSummary: false, showReturns: true })
    return [summary, this.#told(parameters), tags].filter((text) => text !== '')
  }

  /** What the comments say inside an object of a union; the word that tells it from the others comes first. */
  #member(type) {
    const { children = [] } = type instanceof ReflectionType ? type.declaration : {}
    const word = children.find((child) => child.type instanceof LiteralType)
    const others = this.#told(children.filter((child) => child !== word))
    const told = word === undefined ? '' : this.#told([word]).replace(word.name, () => word.type.value)
    return lines([told, told === '' ? others : others.replace(/^(?=.)/gm, '  ')])
  }

  /** A list of those that have a comment. */
  #told(reflections) {
    return reflections
      .filter(({ comment }) => comment !== undefined)
      .map(({ name, comment }) => `- \`${name}\`: ${this.partials.comment(comment).trim()}`)
      .join('\n')
  }
}

export class TerseTheme extends MarkdownTheme {
  getRenderContext(page) {
    return new TerseContext(this, page, this.application.options)
  }
}

/** A page for each entry. */
export class EntryRouter extends ModuleRouter {
  getIdealBaseName(reflection) {
    return reflection.kind === ReflectionKind.Module
      ? pageOf(reflection.name)
      : super.getIdealBaseName(reflection)
  }
}

/** Small objects on one line. */
const inline = (block) =>
  block.replace(/\{\n([^{}]*?);?\n *\}/g, (whole, inside) => {
    const line = `{ ${inside.trim().split(/\n */).join(' ')} }`
    return line.length > 120 ? whole : line
  })

/** Nothing leads to the rows of tables, and the words of the plugin are not all ours. */
export const tidy = (contents) =>
  contents
    .replace(/^```ts\n[^]*?^```$/gm, inline)
    .replace(/<a id="[^"]*"><\/a> /g, '')
    .replace('## Modules\n', '## Entries\n')
    .replaceAll('#### Union Members\n\n', '')
    .replace(/#### Type Declaration\n+(?=\*\*\*|$)/g, '')
    .replace(/[ \n]+$/gm, (end) => end.replaceAll(' ', ''))
    .replace(/\n*$/, '\n')
