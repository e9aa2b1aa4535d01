import { ReflectionKind } from 'typedoc'

const hasMembers = ReflectionKind.ClassOrInterface
const constructor = ReflectionKind.Constructor

/** @returns {string[]} exported names, and members of exported interfaces and classes, that have no docstring */
export const undocumented = (modules) =>
  modules.flatMap((module) =>
    module.children
      .flatMap((exported) => [exported, ...membersOf(exported)])
      .filter((each) => !isDocumented(each))
      .map((each) => `${module.name}: ${each.getFullName().slice(module.name.length + 1)} has no docstring.`),
  )

const membersOf = (exported) =>
  exported.kindOf(hasMembers) ? (exported.children ?? []).filter(({ kind }) => kind !== constructor) : []

const isDocumented = ({ kind, comment, signatures = [], getSignature, type }) =>
  kind === ReflectionKind.Reference ||
  [
    comment,
    getSignature?.comment,
    ...[...signatures, ...(type?.declaration?.signatures ?? [])].map((each) => each.comment),
  ].some((each) => each !== undefined)
