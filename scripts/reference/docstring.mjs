/** The docstrings of the broker's options, taken apart for tables: `{ BrokerConfig: { port: { text, initial } } }`. */
export function cellsOf(modules) {
  const { children } = modules.find(({ name }) => name === '@stompbox/broker')
  return Object.fromEntries(
    children.map(({ name, children: members = [] }) => [
      name,
      Object.fromEntries(inOrder(members).map((each) => [each.name, cells(each)])),
    ]),
  )
}

/** As they are declared: typedoc numbers them before it sorts them. */
const inOrder = (members) => [...members].sort((one, other) => one.id - other.id)

/** A docstring ends with its default, if there is one: «Default `8080`.» One that is told elsewhere is a link. */
function cells({ comment }) {
  const whole = wordsOf(comment?.summary ?? [])
  const [, text, initial = 'none'] = /^(.*?)(?:\s*\bDefault:? (.*)\.)?$/s.exec(whole)
  return {
    text,
    initial: initial.startsWith('those of') ? 'see below' : initial,
    refusal: tagOf(comment, '@refusal'),
    profile: tagOf(comment, '@profile'),
  }
}

const wordsOf = (parts) =>
  parts
    .map(({ kind, text }) => (kind === 'inline-tag' ? `\`${text.trim()}\`` : text))
    .join('')
    .replace(/\s*\n\s*/g, ' ')
    .trim()

function tagOf(comment, tag) {
  const found = comment?.getTag(tag)
  return found && wordsOf(found.content)
}
