import { open, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { EngineError } from '../core/contract/errors.ts'

/**
 * Kinds of file that run, install or lead elsewhere when "opened", on any of the three systems. Files travel between
 * systems, so the list does not ask which one this is.
 */
const RUNNABLE = new Set(
  (
    'exe com scr pif cpl msi msp msix appx appref-ms application gadget bat cmd ps1 psm1 psd1 vb vbs vbe js jse mjs cjs ws wsf wsh wsc hta ' +
    'lnk url website library-ms search-ms settingcontent-ms scf inf reg msc chm hlp diagcab iso img vhd vhdx ' +
    'jar jnlp py pyw pyc rb pl php lua tcl sh bash zsh csh ksh fish run bin out appimage flatpakref deb rpm snap desktop ' +
    'app command tool action workflow scpt scptd applescript pkg mpkg dmg terminal fileloc inetloc webloc mobileconfig prefpane'
  ).split(' '),
)

/** First bytes of programs: Windows, Linux, macOS (both byte orders, universal), and scripts that name their interpreter. */
const RUNNABLE_MAGIC = [
  [0x4d, 0x5a],
  [0x7f, 0x45, 0x4c, 0x46],
  [0xfe, 0xed, 0xfa, 0xce],
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
  [0x23, 0x21],
]

/** Would the system run this file rather than show it? `head` holds its first four bytes, or fewer. */
export function isRunnable(file: string, head: Uint8Array): boolean {
  // Windows drops dots and blanks at the end of a name: `run.exe. ` is `run.exe`.
  const extension = path
    .extname(file.replace(/[. ]+$/, ''))
    .slice(1)
    .toLowerCase()
  return RUNNABLE.has(extension) || RUNNABLE_MAGIC.some((magic) => magic.every((byte, i) => head[i] === byte))
}

/** @throws {EngineError} `not-found` when nothing is there. @throws {Error} when `value` is no absolute path: no page of ours says so. */
export async function checkPath(value: unknown): Promise<string> {
  if (typeof value !== 'string' || value.includes('\0') || !path.isAbsolute(value))
    throw new Error('That is not the path of a file.')
  const exists = await stat(value).then(
    () => true,
    () => false,
  )
  if (!exists) throw new EngineError('not-found', `${path.basename(value)} is no longer there.`, { about: value })
  return path.normalize(value)
}

/**
 * Opening an indexed file must not run it: programs, scripts, installers, shortcuts and folders (a macOS application is a
 * folder) are shown in the file manager instead. A link is what it leads to.
 */
export async function howToOpen(file: string): Promise<'open' | 'reveal'> {
  if (!(await stat(file)).isFile()) return 'reveal'
  await using handle = await open(file)
  const { bytesRead, buffer } = await handle.read(new Uint8Array(4), 0, 4, 0)
  return isRunnable(await realpath(file), buffer.subarray(0, bytesRead)) ? 'reveal' : 'open'
}
