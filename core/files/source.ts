/** A regular file below one of the person's folders, as the disk describes it. */
export interface SourceFile {
  /** Absolute, as the system spells it. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modified: number
  /** `device:inode`: the same before and after a move on one disk. */
  readonly inode: string
}
