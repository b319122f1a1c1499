/** The system runs the processor at half its speed or less to keep it from overheating. Percent. */
const SLOWED = 50

/**
 * @param thermal as Electron's `getCurrentThermalState` names it
 * @param speed percent of the processor's own that the system allows
 */
export const isHot = (thermal: string, speed: number): boolean =>
  thermal === 'serious' || thermal === 'critical' || speed <= SLOWED
