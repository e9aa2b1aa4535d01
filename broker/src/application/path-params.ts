/** The variables of a pattern: `PathParams<'/room/{id}/seat/{n:[0-9]+}'>` is `{ id: string; n: string }`. */
export type PathParams<Pattern extends string> = Params<VariablesOf<Pattern>>

export type Params<Variables extends string> = Readonly<Record<Variables, string>>

/** The names of a pattern's variables; `string` when the compiler does not know the pattern. */
export type VariablesOf<Pattern extends string> = string extends Pattern ? string : Names<Pattern>

type Names<Text extends string> = Text extends `${string}{${infer Inside}`
  ? NameAt<Inside> | Names<BehindBrace<Inside>>
  : never

/** `n:[0-9]+}/x` begins with `n`. */
type NameAt<Inside extends string> = Inside extends `${infer Variable}}${string}`
  ? Variable extends `${infer Name}:${string}`
    ? Name
    : Variable
  : never

/** What follows the brace that closes; those of a regular expression such as `[0-9]{3}` are inside. */
type BehindBrace<
  Inside extends string,
  Opened extends 1[] = [],
> = Inside extends `${infer Before}}${infer After}`
  ? [...Opened, ...Openings<Before>] extends [1, ...infer StillOpened extends 1[]]
    ? BehindBrace<After, StillOpened>
    : After
  : ''

type Openings<Text extends string> = Text extends `${string}{${infer Rest}` ? [1, ...Openings<Rest>] : []

/** A destination whose every `{name}` is one of the variables; else a sentence that names the one that is not. */
export type Fillable<Destination extends string, Variables extends string> = Destination extends string
  ? string extends Destination
    ? Destination
    : [Exclude<Placeholders<Destination>, Variables>] extends [never]
      ? Destination
      : `the pattern has no variable {${Exclude<Placeholders<Destination>, Variables>}}`
  : never

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never
