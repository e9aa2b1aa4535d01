import { Converter, ReferenceType, ReflectionKind, TypeOperatorType, UnionType } from 'typedoc'

/** Leaves out what a reader has no use for, and what stands elsewhere. */
export function shorten(converter) {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, leaveOut)
  converter.on(Converter.EVENT_RESOLVE_END, leaveOutRepeated, 100)
  converter.on(Converter.EVENT_RESOLVE_END, nameKeys)
}

/** Errors and contexts are met, not made, but for those whose constructor has a comment; and the names of errors say what headings say. */
function leaveOut({ project }) {
  for (const { children = [] } of project.getReflectionsByKind(ReflectionKind.Class))
    for (const child of [...children])
      if (isMet(child) || child.name === 'name') project.removeReflection(child)
}

const isMet = ({ kind, signatures }) =>
  kind === ReflectionKind.Constructor && signatures.every(({ comment }) => comment === undefined)

/** What stands with the interface it comes from, on one of these pages. */
function leaveOutRepeated({ project }) {
  for (const { children = [], extendedTypes = [] } of project.getReflectionsByKind(
    ReflectionKind.ClassOrInterface,
  )) {
    const bases = extendedTypes.flatMap(({ reflection }) => reflection?.children ?? [])
    for (const child of [...children])
      if (child.inheritedFrom && bases.some(({ name }) => name === child.name))
        project.removeReflection(child)
  }
}

/** The compiler forgets that the keys of a constant have a name of their own, and tells them one by one. */
function nameKeys({ project }) {
  const aliases = project
    .getReflectionsByKind(ReflectionKind.TypeAlias)
    .flatMap((alias) => (alias.type instanceof TypeOperatorType ? [[keysOf(alias.type), alias]] : []))
  for (const reflection of Object.values(project.reflections)) {
    const named = aliases.find(([keys]) => keys !== '' && keys === literalsOf(reflection.type))
    if (named) reflection.type = ReferenceType.createResolvedReference(named[1].name, named[1], project)
  }
}

const keysOf = ({ target }) =>
  (target.queryType?.reflection?.type?.declaration?.children ?? [])
    .map(({ name }) => name)
    .sort()
    .join()

const literalsOf = (type) =>
  type instanceof UnionType
    ? type.types
        .map(({ value }) => value)
        .sort()
        .join()
    : undefined
