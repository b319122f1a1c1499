import type { Explanation, FailureCode } from '../../../core/contract/engine.ts'
import type { FileState } from '../../../core/contract/ledger.ts'
import type { Formats } from '../format.ts'
import { rulesInJapanese } from '../rules/ja.ts'
import type { Text } from '../text.ts'

const hints: Readonly<Record<FileState, string>> = {
  indexed: '語句でも意味でも見つかります',
  words: '語句で見つかります。意味はまだ学習中です',
  partly: '初めの部分だけを検索できます。残りは Kenning の上限を超えています',
  waiting: 'まだ読んでいません',
  'no-text': '検索できる文字がありません。名前で見つかります',
  failed: '読めませんでした。名前で見つかります',
  skipped: 'この種類のファイルは読みません。名前で見つかります',
}

const reasons: Readonly<Record<FailureCode, string>> = {
  unreadable: '読む権限がないか、ほかのプログラムが使用中です。',
  empty: 'ファイルは空です。',
  encrypted: 'パスワードで保護されています。パスワードのない写しを保存してください。',
  damaged: 'ファイルが壊れているか、途中で切れています。',
  'not-text': '中身は文字ではありません。',
  'too-large': '読む上限より大きいファイルです。',
  timeout: '読むのに時間がかかりすぎるため、中止しました。',
  'out-of-memory': '開くのに必要なメモリーが多すぎます。',
  crashed: '読み取り中に異常終了しました。ファイルが変わるまで、もう触れません。',
  'no-text': 'ページが画像か、どの文字かを示さない書体で描かれていて、検索できる文字がありません。',
  unsupported: 'この種類のファイルは読みません。',
  'in-cloud': 'クラウドにだけあり、頼まれるまでダウンロードしません。',
}

const explanations: Readonly<Record<Explanation['state'], string>> = {
  indexed: hints.indexed,
  words: hints.words,
  partly: hints.partly,
  failed: hints.failed,
  waiting: hints.waiting,
  ignored: '規則がこのファイルか上のフォルダーを除外しています。',
  outside: 'Kenning が読むフォルダーの外にあります。フォルダーを追加してください。',
  missing: 'そのファイルはありません。',
  'not-a-file': '通常のファイルではなく、フォルダーやリンクなどです。',
}

/** 台帳: 各ファイルについてわかっていること。 */
export const ledgerInJapanese = (format: Formats, files: (n: number) => string): Text['ledger'] => ({
  coverage: '見つけられるもの',
  coverageLead: 'フォルダー別とファイルの種類別です。選ぶと、そのファイルが下に並びます。',
  byFolder: 'フォルダー別',
  byType: '種類別',
  noEnding: '拡張子なし',
  here: 'このフォルダーの直下',
  up: '1 つ上のフォルダー',
  allFolders: 'すべてのフォルダー',
  found: (n, share) => `${files(n)} · ${format.percent(share)} 検索可能`,
  leftOut: (n, folders) => `規則による除外：${leftOut(format, files)(n, folders)}`,
  leftOutBy: '除外している規則',
  leftOutOf: leftOut(format, files),
  ruleReason: (origin) => rulesInJapanese[origin],
  title: 'ファイル',
  lead: 'Kenning が知っているすべてのファイルと、どこまで見つけられるか、できない理由。',
  filter: '名前、フォルダー、理由で絞り込む',
  all: 'すべて',
  states: {
    indexed: '検索可能',
    words: '語句のみ',
    partly: '一部のみ',
    waiting: '待機中',
    'no-text': '文字なし',
    failed: '失敗',
    skipped: '名前のみ',
  },
  stateHints: hints,
  offline: '今は接続されていません',
  below: (folder) => `${folder} の中`,
  ofType: (type) => `種類: ${type}`,
  clear: (what) => `${what}。すべてを表示`,
  stateOf: '状態',
  file: 'ファイル',
  size: 'サイズ',
  changed: '変更日',
  sortBy: (column) => `${column}で並べ替え`,
  passages: (n) => `${format.number(n)} 節`,
  nothing: '当てはまるファイルはありません。',
  empty: 'まだファイルがありません。',
  export: 'この一覧を書き出す',
  formats: { csv: '表 (CSV)', json: 'データ (JSON)' },
  exported: (n) => `${files(n)}を書き出しました`,
  why: 'ファイルが見つからないのはなぜですか。',
  whyLead: 'ファイルのパス全体を入力してください。わかっていることと、除外している規則を示します。',
  whyPath: 'ファイルのパス',
  whyAsk: '調べる',
  explained: {
    indexed: '検索可能',
    words: '語句のみ',
    partly: '一部のみ',
    failed: '検索できません',
    waiting: '待機中',
    ignored: '除外',
    outside: '対象のフォルダーの外',
    missing: 'ありません',
    'not-a-file': 'ファイルではありません',
  },
  rule: '規則',
  reason: (code) => reasons[code],
  explanation: ({ state, code, offline }) =>
    `${code ? reasons[code] : explanations[state]}${offline ? ` 今は接続されていません。` : ''}`,
  ruleAt: '一致する場所',
})

const leftOut = (format: Formats, files: (n: number) => string) => (n: number, folders: number) =>
  [n > 0 ? files(n) : '', folders > 0 ? `${format.number(folders)} 個のフォルダー（中身ごと）` : ''].filter(Boolean).join('、')
