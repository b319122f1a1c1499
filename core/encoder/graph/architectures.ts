import * as z from 'zod/mini'
import { EngineError } from '../../contract/errors.ts'
import type { GraphBuilder, Rounding } from './builder.ts'
import { activation, attention, attentionBias, frame, layerNorm, rotation } from './layers.ts'

const positive = z.int().check(z.positive())

/** What `config.json` says of every transformer of these families. */
const shared = {
  hidden_size: positive,
  num_hidden_layers: positive,
  num_attention_heads: positive,
}

const bertConfig = z.object({ ...shared, layer_norm_eps: z.number(), hidden_act: z.string() })
const jinaConfig = z.object({
  ...bertConfig.shape,
  /** Where config.json is silent, its class says 10,000; golden vectors tell whether that was right. */
  rotary_emb_base: z._default(z.number(), 10_000),
})
const xmodConfig = z.object({
  ...bertConfig.shape,
  pad_token_id: z.int(),
  pre_norm: z.boolean(),
  ln_before_adapter: z.boolean(),
  adapter_layer_norm: z.boolean(),
  adapter_reuse_layer_norm: z.boolean(),
  languages: z.array(z.string()),
})
const modernBertConfig = z.object({
  ...shared,
  norm_eps: z.number(),
  hidden_activation: z.string(),
  local_attention: positive,
  global_attn_every_n_layers: z.optional(positive),
  layer_types: z.optional(z.array(z.enum(['full_attention', 'sliding_attention']))),
  global_rope_theta: z.optional(z.number()),
  local_rope_theta: z.optional(z.nullable(z.number())),
  rope_parameters: z.optional(
    z.object({
      full_attention: z.object({ rope_theta: z.number() }),
      sliding_attention: z.object({ rope_theta: z.number() }),
    }),
  ),
})

function parse<T>(schema: z.ZodMiniType<T>, config: unknown): T {
  const parsed = schema.safeParse(config)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new EngineError('model-broken', `The encoder's config.json does not say what is needed: ${issue?.path.join('.')}.`)
}

const headsOf = (config: { hidden_size: number; num_attention_heads: number }) => ({
  heads: config.num_attention_heads,
  size: config.hidden_size / config.num_attention_heads,
})

/** Adds a transformer to the graph; resolves with its hidden states, [tokens × hidden]. */
export type Architecture = (g: GraphBuilder, config: unknown, language: string | null) => Promise<string>

/** The first row of the table of segment types: every text here is of type 0. */
async function typeZero(g: GraphBuilder, table: string): Promise<string | null> {
  const stored = g.weights.find(table)
  return stored && g.floats(`${stored.name}.0`, await g.weights.read(stored, 0, 1))
}

const plus = (g: GraphBuilder, ...terms: (string | null)[]): string =>
  terms.filter((term) => term !== null).reduce((sum, term) => g.node('Add', [sum, term]))

/** Devlin et al. 2018: absolute positions, norms after the sums. */
export const bert: Architecture = async (g, json) => {
  const config = parse(bertConfig, json)
  const f = frame(g)
  // [length] positions for [sequences × length] tokens
  const positions = g.node('Expand', [g.cast(f.positions, 'int64'), f.shape])
  const words = g.embedding('input_ids', 'embeddings.word_embeddings.weight')
  const places = g.embedding(positions, 'embeddings.position_embeddings.weight')
  const sum = plus(g, words, places, await typeZero(g, 'embeddings.token_type_embeddings.weight'))
  let x = await layerNorm(g, sum, 'embeddings.LayerNorm', config.layer_norm_eps)
  const bias = attentionBias(g, f, null)
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `encoder.layer.${layer}`
    const mixed = attention(g, f, await queryKeyValue(g, x, `${at}.attention.self`), headsOf(config), bias, null)
    const attended = plus(g, await g.linear(mixed, `${at}.attention.output.dense`), x)
    x = await layerNorm(g, attended, `${at}.attention.output.LayerNorm`, config.layer_norm_eps)
    const inner = activation(config.hidden_act)(g, await g.linear(x, `${at}.intermediate.dense`))
    x = await layerNorm(
      g,
      plus(g, await g.linear(inner, `${at}.output.dense`), x),
      `${at}.output.LayerNorm`,
      config.layer_norm_eps,
    )
  }
  return x
}

async function queryKeyValue(g: GraphBuilder, x: string, at: string): Promise<[string, string, string]> {
  return [await g.linear(x, `${at}.query`), await g.linear(x, `${at}.key`), await g.linear(x, `${at}.value`)]
}

/** XLM-R with rotary positions, under the names of jinaai/xlm-roberta-flash-implementation; norms after the sums. */
export const jina: Architecture = async (g, json) => {
  const config = parse(jinaConfig, json)
  const f = frame(g)
  const shape = headsOf(config)
  const words = g.embedding('input_ids', 'embeddings.word_embeddings.weight')
  const sum = plus(g, words, await typeZero(g, 'embeddings.token_type_embeddings.weight'))
  let x = await layerNorm(g, sum, 'emb_ln', config.layer_norm_eps)
  const bias = attentionBias(g, f, null)
  const turn = rotation(g, f, config.rotary_emb_base, shape.size)
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `encoder.layers.${layer}`
    const qkv = g.nodes('Split', [await g.linear(x, `${at}.mixer.Wqkv`)], 3, { axis: -1 }) as [string, string, string]
    const mixed = await g.linear(attention(g, f, qkv, shape, bias, turn), `${at}.mixer.out_proj`)
    x = await layerNorm(g, plus(g, mixed, x), `${at}.norm1`, config.layer_norm_eps)
    const inner = activation(config.hidden_act)(g, await g.linear(x, `${at}.mlp.fc1`))
    x = await layerNorm(g, plus(g, await g.linear(inner, `${at}.mlp.fc2`), x), `${at}.norm2`, config.layer_norm_eps)
  }
  return x
}

/**
 * Layers of ModernBERT that int8 leaves as they are. Its norms stand before the sums, so that what the first layers add is most
 * of what there is and goes through all others: of 22 random layers, as wide as the published ones, the worst token keeps a
 * cosine of 0.990, 0.993 with the first layer exact, 0.996 with the first two (models/export/README.md). Encoders whose norms
 * stand after the sums need none.
 */
const EXACT_LAYERS = 2

/** Warner et al. 2024: rotary positions, gated units, norms before; two layers in three see only their surroundings. */
export const modernBert: Architecture = async (g, json) => {
  const config = parse(modernBertConfig, json)
  const f = frame(g)
  const shape = headsOf(config)
  const every = config.global_attn_every_n_layers ?? 3
  const isGlobal = (layer: number) => (config.layer_types ? config.layer_types[layer] === 'full_attention' : layer % every === 0)
  const globalBase = config.rope_parameters?.full_attention.rope_theta ?? config.global_rope_theta ?? 160_000
  const localBase =
    config.rope_parameters?.sliding_attention.rope_theta ??
    config.local_rope_theta ??
    (config.local_rope_theta === null ? globalBase : 10_000)
  const globally = { bias: attentionBias(g, f, null), turn: rotation(g, f, globalBase, shape.size) }
  // `local_attention` is the whole width: half of it on either side.
  const locally = {
    bias: attentionBias(g, f, Math.floor(config.local_attention / 2)),
    turn: localBase === globalBase ? globally.turn : rotation(g, f, localBase, shape.size),
  }
  let x = await layerNorm(g, g.embedding('input_ids', 'embeddings.tok_embeddings.weight'), 'embeddings.norm', config.norm_eps)
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `layers.${layer}`
    const { bias, turn } = isGlobal(layer) ? globally : locally
    const rounded = (usual: Rounding): Rounding => (layer < EXACT_LAYERS ? 'none' : usual)
    const normed = layer === 0 ? x : await layerNorm(g, x, `${at}.attn_norm`, config.norm_eps)
    const qkv = g.nodes('Split', [await g.linear(normed, `${at}.attn.Wqkv`, rounded('batch'))], 3, { axis: -1 }) as [
      string,
      string,
      string,
    ]
    x = plus(g, x, await g.linear(attention(g, f, qkv, shape, bias, turn), `${at}.attn.Wo`, rounded('batch')))
    const inner = await g.linear(await layerNorm(g, x, `${at}.mlp_norm`, config.norm_eps), `${at}.mlp.Wi`, rounded('batch'))
    const [input, gate] = g.nodes('Split', [inner], 2, { axis: -1 }) as [string, string]
    const gated = g.node('Mul', [activation(config.hidden_activation)(g, input), gate])
    x = plus(g, x, await g.linear(gated, `${at}.mlp.Wo`, rounded('token')))
  }
  return layerNorm(g, x, 'final_norm', config.norm_eps)
}

/** Pfeiffer et al. 2022: XLM-R whose layers each end in an adapter of the text's language. */
export const xmod: Architecture = async (g, json, language) => {
  const config = parse(xmodConfig, json)
  if (language === null || !config.languages.includes(language))
    throw new EngineError('model-broken', `This encoder has no adapter for "${language}"; it has ${config.languages.join(', ')}.`)
  const f = frame(g)
  const eps = config.layer_norm_eps
  // Places count from the padding id on, padding itself left out.
  const pad = g.integer(config.pad_token_id)
  const real = g.cast(g.node('Not', [g.node('Equal', ['input_ids', pad])]), 'int64')
  const counted = g.node('Mul', [g.node('CumSum', [real, g.integer(1)]), real])
  const words = g.embedding('input_ids', 'embeddings.word_embeddings.weight')
  const places = g.embedding(g.node('Add', [counted, pad]), 'embeddings.position_embeddings.weight')
  const sum = plus(g, words, places, await typeZero(g, 'embeddings.token_type_embeddings.weight'))
  let x = await layerNorm(g, sum, 'embeddings.LayerNorm', eps)
  const bias = attentionBias(g, f, null)
  const act = activation(config.hidden_act)
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `encoder.layer.${layer}`
    const before = config.pre_norm ? await layerNorm(g, x, `${at}.attention.output.LayerNorm`, eps) : x
    const mixed = attention(g, f, await queryKeyValue(g, before, `${at}.attention.self`), headsOf(config), bias, null)
    x = plus(g, await g.linear(mixed, `${at}.attention.output.dense`), x)
    if (!config.pre_norm) x = await layerNorm(g, x, `${at}.attention.output.LayerNorm`, eps)
    const normed = config.pre_norm ? await layerNorm(g, x, `${at}.output.LayerNorm`, eps) : x
    x = plus(g, await g.linear(act(g, await g.linear(normed, `${at}.intermediate.dense`)), `${at}.output.dense`), x)
    const norm = config.adapter_layer_norm ? 'adapter_layer_norm' : config.adapter_reuse_layer_norm ? 'LayerNorm' : null
    const adapted = norm === null ? x : await layerNorm(g, x, `${at}.output.${norm}`, eps)
    const adapter = `${at}.output.adapter_modules.${language}`
    const own = await g.linear(act(g, await g.linear(adapted, `${adapter}.dense1`)), `${adapter}.dense2`)
    x = plus(g, own, config.ln_before_adapter ? adapted : x)
    if (!config.pre_norm) x = await layerNorm(g, x, `${at}.output.LayerNorm`, eps)
  }
  return config.pre_norm ? layerNorm(g, x, 'encoder.LayerNorm', eps) : x
}
