import path from 'node:path'
import { EngineError } from '../contract/errors.ts'
import { foldedHead, type Head, type Layer, layerOf, withResidual } from './graph/heads.ts'
import { WEIGHTS, Weights } from './graph/safetensors.ts'
import { fetchTensor, hubEndpoint, hubToken, isAbsent } from './hub.ts'
import type { InstallOptions } from './install.ts'
import type { PublishedModel } from './published.ts'

/** A head of another repository is left out where that is not there for everyone, or not among the imported files. */
export async function headIfAny(...[entry, head, staging, options]: Parameters<typeof headOf>): Promise<Head | null> {
  try {
    return await headOf(entry, head, staging, options)
  } catch (error) {
    if (isAbsent(error) && head.repository !== entry.repository) return null
    throw error
  }
}

/**
 * A head's layers folded to one matrix. `tensor` lies in the head's file, `Folder/tensor` in that folder's weights, and
 * `A + B` is a layer with its residual.
 */
async function headOf(
  entry: PublishedModel,
  head: PublishedModel['heads'][number],
  staging: string,
  options: InstallOptions,
): Promise<Head> {
  const [first, ...rest] = await Promise.all(
    head.tensors.map(async (layer) => {
      const [weight, residual] = await Promise.all(
        layer.split(' + ').map((tensor) => layerNamed(entry, head, tensor, staging, options)),
      )
      return residual ? withResidual(weight!, residual) : weight!
    }),
  )
  const folded = foldedHead([first!, ...rest])
  if (folded.dim !== head.dim)
    throw new EngineError('model-broken', `The head of ${entry.name} has ${folded.dim} numbers, not ${head.dim}.`)
  return folded
}

async function layerNamed(
  entry: PublishedModel,
  { repository, revision, file }: PublishedModel['heads'][number],
  named: string,
  staging: string,
  { endpoint = hubEndpoint(), from, signal, firstPause }: InstallOptions,
): Promise<Layer> {
  const slash = named.lastIndexOf('/')
  const tensor = named.slice(slash + 1)
  const at = slash < 0 ? (file ?? WEIGHTS) : `${named.slice(0, slash)}/${WEIGHTS}`
  if (repository !== entry.repository) {
    if (from !== undefined) return storedLayer(path.join(from, path.basename(repository!), at), tensor)
    const token = await hubToken()
    const patience = { token, ...(signal && { signal }), ...(firstPause !== undefined && { firstPause }) }
    const { shape, weight } = await fetchTensor(
      { endpoint, repository: repository!, revision: revision ?? 'main', path: at },
      tensor,
      patience,
    )
    return layerOf({ name: tensor, shape }, weight)
  }
  return storedLayer(path.join(staging, at), tensor)
}

async function storedLayer(file: string, tensor: string): Promise<Layer> {
  await using weights = await Weights.open(file)
  const stored = weights.get(tensor)
  return layerOf(stored, await weights.read(stored))
}
