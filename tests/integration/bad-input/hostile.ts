import { hostileFrames } from './hostile-frames.ts'
import type { Hostile } from './hostile-rows.ts'
import { hostileSessions } from './hostile-sessions.ts'

export const hostile: readonly Hostile[] = [...hostileFrames, ...hostileSessions]
