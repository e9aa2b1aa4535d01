/** Somebody who has been heard in a room. */
interface Member {
  readonly heardAtMs: number
  /** Whether they answer a roll call; clients other than this page do not. */
  readonly answers: boolean
}

/** Who is in a room, by name: that is all a chat message says of its sender. */
export type Members = ReadonlyMap<string, Member>

/** Names cost nothing to invent. */
const maxMembers = 1_000

export function withMember(members: Members, name: string, answers = false): Members {
  const before = members.get(name)
  if (!before && members.size >= maxMembers) return members
  const member = { heardAtMs: Date.now(), answers: answers || before?.answers === true }
  return new Map(members).set(name, member)
}

export function withoutMember(members: Members, name: string): Members {
  const others = new Map(members)
  others.delete(name)
  return others
}

/** Without those, but for `me`, who could have answered since then and have not. */
export function withoutSilent(members: Members, sinceMs: number, me: string): Members {
  const isThere = (name: string, { answers, heardAtMs }: Member) =>
    name === me || !answers || heardAtMs >= sinceMs
  return new Map([...members].filter(([name, member]) => isThere(name, member)))
}
