import type { Model, Pause, Settings, Status } from '../../../core/contract/engine.ts'
import type { Installations } from '../../state/installations.ts'
import type { Preferences } from '../../state/settings.ts'

/** Asks for a folder, by the system's own dialog where there is one. */
export type PickFolder = (asked: {
  readonly title: string
  readonly lead: string
  confirm(folder: string): string
}) => Promise<string | null>

/** A change that builds a new index. */
export type Rebuilding = Pick<Settings, 'model' | 'dim'> & Partial<Pick<Settings, 'pooling'>>

/** What every section of the settings is given. */
export interface SectionProps {
  readonly preferences: Preferences
  readonly installations: Installations
  readonly settings: Settings
  readonly models: readonly Model[]
  readonly status: Status | null
  /** Changes what is given and says that it is saved, on screen and to the caller. */
  change(change: Partial<Settings>): Promise<boolean>
  /** As `change`; where files are indexed already, the person is asked first, because it builds a new index. */
  choose(next: Rebuilding): void
  /** A folder that the person chooses, or null. */
  pickFolder: PickFolder
  onPause(paused: Pause): void
  /** A word about what was done. */
  onDone(message: string): void
}
