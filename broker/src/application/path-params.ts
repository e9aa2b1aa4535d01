/** The variables of a pattern: `PathParams<'/room/{id}/seat/{n}'>` is `{ id: string; n: string }`. */
export type PathParams<Pattern extends string> = string extends Pattern
  ? Readonly<Record<string, string>>
  : Readonly<Record<VariableNames<Pattern>, string>>

type VariableNames<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? Name | VariableNames<Rest>
  : never

/** Fills `{name}` in a destination. @throws TypeError naming the variable the pattern does not have. */
export function fillTemplate(template: string, params: Readonly<Record<string, string>>): string {
  return template.replace(/\{([^}]*)\}/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new TypeError(`sendTo(${template}): the pattern has no variable {${name}}`)
    return value
  })
}
