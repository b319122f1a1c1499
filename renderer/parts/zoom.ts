/** How large pages are shown: as wide as the pane, or so many times their printed size. */
export type Zoom = 'width' | number

/** What one step comes to, as in other programs that show pages. */
const STEPS = [0.25, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4]

/** The next larger or smaller size; at both ends the one there is. */
export function zoomed(current: number, direction: 1 | -1): number {
  // A page as wide as the pane lies between two steps; 1 % off one is on it.
  const next = direction === 1 ? STEPS.find((step) => step > current * 1.01) : STEPS.findLast((step) => step < current * 0.99)
  return next ?? (direction === 1 ? STEPS.at(-1)! : STEPS[0]!)
}
