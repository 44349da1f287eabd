/** The least of 1, 2, 5, 10, 20, 50 … that isn't below the value: a scale that stays the same while little changes. */
export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= value);
}

/** Where an axis up to this round number has its lines: in whole numbers. */
export const ticks = (top) => top % 2 === 0 ? [0, top / 2, top] : [0, top];
