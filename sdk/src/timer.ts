/** Timers take `Infinity`, and whatever does not fit 31 bits, for none: what has so much time may as well wait for a while. */
export const after = (ms: number, task: () => void): ReturnType<typeof setTimeout> =>
  setTimeout(task, Math.min(ms, 2 ** 31 - 1))
