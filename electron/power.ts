import { powerMonitor } from 'electron'
import { chargeNow } from '../core/engine/charge.ts'
import type { Power } from '../core/engine/manners.ts'
import { linuxIsHot } from '../core/engine/temperature.ts'
import type { ToEngine } from './engine-messages.ts'
import { isHot } from './heat.ts'

/** The system tells when power changes, but nobody when a person comes back to the keyboard. Milliseconds. */
const LOOK = 5_000
/** A battery and a processor's heat change slower, and asking for them takes files or a process. Milliseconds. */
const LOOK_DEEPER = 30_000

/** Tells the engine what the computer says of its power, for as long as the app runs, and when it woke up. */
export function followPower(tell: (message: ToEngine) => void): void {
  let speed = 100
  let charge: number | null = null
  let overheats = false
  const power = (): Power => ({
    supply: powerMonitor.isOnBatteryPower() ? 'battery' : 'mains',
    charge,
    idle: powerMonitor.getSystemIdleTime(),
    hot: overheats || isHot(process.platform === 'darwin' ? powerMonitor.getCurrentThermalState() : 'unknown', speed),
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
  const lookDeeper = async () => {
    charge = await chargeNow()
    overheats = process.platform === 'linux' && (await linuxIsHot('/sys/class/thermal'))
    look()
  }
  look()
  setInterval(look, LOOK).unref()
  void lookDeeper()
  setInterval(() => void lookDeeper(), LOOK_DEEPER).unref()
}
