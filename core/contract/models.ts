// Encoders, their sizes, and the devices they run on.

export const dims = [64, 96, 128] as const

export type Dim = (typeof dims)[number]

/** How many like tokens of a passage share a vector, at the least on average. 1: each has its own. */
export const poolings = [1, 2, 3] as const
export type Pooling = (typeof poolings)[number]

/** What can run an encoder: the processor, or a graphics card by one of three ways. */
export const deviceIds = ['cpu', 'webgpu', 'dml', 'cuda'] as const
export type DeviceId = (typeof deviceIds)[number]

/** What came of trying a device; rates are document tokens a second with `Devices.measuredWith`. */
export type DeviceTrial =
  | { readonly kind: 'works'; readonly tokensPerSecond: number }
  /** It answers, but more slowly than the processor. */
  | { readonly kind: 'slow'; readonly tokensPerSecond: number }
  /** It answers, but with other vectors than the processor. */
  | { readonly kind: 'wrong' }
  /** There is no such card, or its maker's libraries are not installed. */
  | { readonly kind: 'missing' }
  /** Its driver took the trying process down, or nothing came of it in time. */
  | { readonly kind: 'crashed' | 'late' }
  /** `message` is what its driver says, in one line. */
  | { readonly kind: 'failed'; readonly message: string }

export interface Device {
  readonly id: DeviceId
  /** The graphics card or processor, as its maker calls it; empty where the system does not say. */
  readonly name: string
  readonly trial: DeviceTrial
}

/** What this machine can encode on. */
export interface Devices {
  /** The processor is always there, and first. */
  readonly devices: readonly Device[]
  /** The fastest that answers rightly. */
  readonly best: DeviceId
  /** What encodes now, and why it is not what was asked for. */
  readonly used: DeviceUse
  /** Whether the encoder that is chosen has a form for graphics cards; without one it stays on the processor. */
  readonly forCards: boolean
  /** Name of the encoder whose layers were timed. */
  readonly measuredWith: string
}

export interface DeviceUse {
  readonly device: DeviceId
  /**
   * `not-made`: the encoder has no form for graphics cards. `lost`: the device stopped while it encoded. Otherwise what came of
   * trying the one that was asked for.
   */
  readonly why?: { readonly asked: DeviceId; readonly kind: 'not-made' | 'lost' | Exclude<DeviceTrial['kind'], 'works'> }
}

/** What its authors published of an encoder: a measure on a set of queries, 0 to 1. */
export interface Quality {
  readonly benchmark: string
  readonly metric: string
  readonly value: number
  readonly source: string
}

/** What a smaller embedding size costs: `share` of the metric that `against` reaches is lost, 0 to 1. */
export interface SizeLoss {
  readonly dim: Dim
  readonly against: Dim
  readonly share: number
  readonly metric: string
  readonly source: string
}

export interface Model {
  readonly id: string
  readonly name: string
  readonly licence: string
  readonly languages: string
  readonly dims: readonly Dim[]
  /** Bytes on the disk, or to download; null where that is not known beforehand. */
  readonly bytes: number | null
  /** `bundled`: came with Kenning and stays. `withheld`: known, but not offered. */
  readonly state: 'bundled' | 'installed' | 'available' | 'withheld'
  readonly description: string
  /** Before a download: a licence that must be accepted, in plain words. `licence` is what to accept. */
  readonly consent?: string
  /** Bytes that a download which was not finished left. */
  readonly arrived?: number
  /** Why it is withheld. */
  readonly why?: string
  readonly quality: readonly Quality[]
  /** Of the sizes below the largest, as far as someone measured them. */
  readonly losses: readonly SizeLoss[]
}

/** How far the installation of an encoder is. The last one is `installed`. */
export type Installation =
  | {
      readonly kind: 'downloading'
      readonly file: string
      /** Bytes of this file; `total` is null until the server says. */
      readonly done: number
      readonly total: number | null
      readonly bytesPerSecond: number
      readonly secondsLeft: number | null
    }
  /** The graph is built; `share` from 0 to 1. */
  | { readonly kind: 'building'; readonly share: number }
  /** What the authors published is compared with what this machine makes of it. */
  | { readonly kind: 'testing' }
  | { readonly kind: 'installed'; readonly model: Model }
