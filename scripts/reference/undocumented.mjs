import { IntersectionType, ReflectionKind } from 'typedoc'

/** @returns {string[]} exported names, and members of exported interfaces and classes, that have no docstring */
export const undocumented = (modules) =>
  modules.flatMap((module) =>
    module.children
      .flatMap((exported) => [exported, ...membersOf(exported)])
      .filter((each) => !isDocumented(each))
      .map((each) => `${module.name}: ${each.getFullName().slice(module.name.length + 1)} has no docstring.`),
  )

/** Those of a union are told by the word that tells it from the others. */
const membersOf = (exported) =>
  exported.kindOf(ReflectionKind.ClassOrInterface | ReflectionKind.TypeAlias)
    ? [...(exported.children ?? []), ...inside(exported.type)].filter(
        ({ kind }) => kind !== ReflectionKind.Constructor,
      )
    : []

const inside = (type) =>
  type instanceof IntersectionType ? type.types.flatMap(inside) : (type?.declaration?.children ?? [])

const isDocumented = ({ kind, comment, signatures = [], getSignature, type }) =>
  kind === ReflectionKind.Reference ||
  [
    comment,
    getSignature?.comment,
    ...[...signatures, ...(type?.declaration?.signatures ?? [])].map((each) => each.comment),
  ].some((each) => each !== undefined)
