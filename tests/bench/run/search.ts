/**
 * The highest rung that holds, found by halving: of thirteen rungs at most four are tried.
 * @param ladder in rising order
 * @returns undefined when not even the lowest does
 */
export async function highestHeld(
  ladder: readonly number[],
  holds: (rung: number) => Promise<boolean>,
): Promise<number | undefined> {
  let held = -1
  let failed = ladder.length
  while (failed - held > 1) {
    const middle = (held + failed) >> 1
    if (await holds(ladder[middle]!)) held = middle
    else failed = middle
  }
  return ladder[held]
}
