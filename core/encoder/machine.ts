import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { arch, cpus, platform, release } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

/** What encoders could run on here, as the system tells it. Empty names where it does not. */
export interface Machine {
  readonly processor: string
  readonly cards: readonly string[]
  /** Changes with a card, a driver or the system: what was measured before then is measured anew. */
  readonly identity: string
}

interface Card {
  readonly name: string
  readonly driver: string
}

/** A system that is asked for its cards and does not answer has none that we could tell. */
const PATIENCE_MS = 10_000

export async function readMachine(): Promise<Machine> {
  const found = { linux: linuxCards, win32: windowsCards, darwin: macCards }[platform() as 'linux' | 'win32' | 'darwin']
  // Whatever tells them is no part of us; without a name a card is still tried.
  const cards = found ? await found().catch((): Card[] => []) : []
  const processor = cpus()[0]?.model.trim() ?? ''
  const drivers = platform() === 'linux' ? [await vulkanDrivers()] : []
  const identity = [
    ...[platform(), arch(), release(), processor],
    ...cards.map(({ name, driver }) => `${name} ${driver}`),
    ...drivers,
  ].join('|')
  return { processor, cards: [...new Set(cards.map(({ name }) => name).filter((name) => name !== ''))], identity }
}

const VENDORS: Readonly<Record<string, string>> = {
  '0x10de': 'NVIDIA',
  '0x1002': 'AMD',
  '0x8086': 'Intel',
  '0x1414': 'Microsoft',
}

/** PCI display controllers (class 0x03…), with the kernel driver that serves each; NVIDIA's tells the model's name itself. */
async function linuxCards(): Promise<Card[]> {
  const root = '/sys/bus/pci/devices'
  const cards: Card[] = []
  for (const slot of await readdir(root)) {
    const read = (name: string) => readFile(path.join(root, slot, name), 'utf8').then((text) => text.trim(), () => '') // biome-ignore format: one thought
    if (!(await read('class')).startsWith('0x03')) continue
    const [vendor, device, uevent] = await Promise.all([read('vendor'), read('device'), read('uevent')])
    const kernel = /^DRIVER=(.+)$/m.exec(uevent)?.[1] ?? ''
    const version = await readFile(`/sys/module/${kernel}/version`, 'utf8').catch(() => '')
    const named = await readFile(`/proc/driver/nvidia/gpus/${slot}/information`, 'utf8').catch(() => '')
    const name = /^Model:\s*(.+)$/m.exec(named)?.[1] ?? (await pciName(vendor, device)) ?? VENDORS[vendor] ?? ''
    cards.push({ name, driver: `${vendor}:${device} ${kernel} ${version.trim()}` })
  }
  return cards
}

/** Names of the Vulkan drivers that are installed: another one may answer otherwise. */
async function vulkanDrivers(): Promise<string> {
  const folders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d']
  const names = await Promise.all(folders.map((folder) => readdir(folder).catch((): string[] => [])))
  return [...names.flat(), process.env.VK_ICD_FILENAMES ?? ''].sort().join(' ')
}

/** From the system's own list of PCI names, where it is installed. */
async function pciName(vendor: string, device: string): Promise<string | null> {
  for (const file of ['/usr/share/misc/pci.ids', '/usr/share/hwdata/pci.ids']) {
    const list = await readFile(file, 'utf8').catch(() => null)
    if (list !== null) return nameIn(list, vendor.slice(2), device.slice(2))
  }
  return null
}

/** Vendors start a line, their devices follow after a tab: "8086  Intel Corporation", "\t5917  UHD Graphics 620". */
export function nameIn(list: string, vendor: string, device: string): string | null {
  const from = list.search(new RegExp(`^${vendor}  `, 'm'))
  if (from < 0) return null
  const [first, ...rest] = list.slice(from).split('\n')
  const maker = first!.slice(6).replace(/ (Corporation|Inc\.?|Ltd\.?)$/, '')
  for (const line of rest) {
    if (!line.startsWith('\t') && !line.startsWith('#')) break
    if (line.startsWith(`\t${device}  `)) return `${maker} ${line.slice(7)}`
  }
  return maker
}

async function windowsCards(): Promise<Card[]> {
  const script = 'Get-CimInstance Win32_VideoController | Select-Object Name, DriverVersion | ConvertTo-Json -Compress'
  return cardsOfWindows(await output('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]))
}

/** One object where there is one card, else a list. */
export function cardsOfWindows(json: string): Card[] {
  const said = JSON.parse(json) as { Name?: string; DriverVersion?: string } | { Name?: string; DriverVersion?: string }[]
  return [said].flat().map(({ Name = '', DriverVersion = '' }) => ({ name: Name, driver: DriverVersion }))
}

async function macCards(): Promise<Card[]> {
  return cardsOfMac(await output('/usr/sbin/system_profiler', ['SPDisplaysDataType', '-json']))
}

export function cardsOfMac(json: string): Card[] {
  const { SPDisplaysDataType = [] } = JSON.parse(json) as { SPDisplaysDataType?: { sppci_model?: string }[] }
  // The driver comes with the system, whose release is part of the identity anyway.
  return SPDisplaysDataType.map(({ sppci_model = '' }) => ({ name: sppci_model, driver: '' }))
}

async function output(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { timeout: PATIENCE_MS, windowsHide: true })
  return stdout
}
