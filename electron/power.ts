import { powerMonitor } from 'electron'
import type { Power } from '../core/engine/manners.ts'
import type { ToEngine } from './engine-messages.ts'
import { isHot } from './heat.ts'

/** The system tells when power changes, but nobody when a person comes back to the keyboard. Milliseconds. */
const LOOK = 5_000

/** Tells the engine what the computer says of its power, for as long as the app runs, and when it woke up. */
export function followPower(tell: (message: ToEngine) => void): void {
  let speed = 100
  const power = (): Power => ({
    supply: powerMonitor.isOnBatteryPower() ? 'battery' : 'mains',
    idle: powerMonitor.getSystemIdleTime(),
    hot: isHot(process.platform === 'darwin' ? powerMonitor.getCurrentThermalState() : 'unknown', speed),
  })
  const look = () => tell({ type: 'power', power: power() })
  powerMonitor.on('on-ac', look)
  powerMonitor.on('on-battery', look)
  powerMonitor.on('thermal-state-change', look)
  powerMonitor.on('speed-limit-change', ({ limit }) => {
    speed = limit
    look()
  })
  powerMonitor.on('resume', () => tell({ type: 'resumed' }))
  look()
  setInterval(look, LOOK).unref()
}
