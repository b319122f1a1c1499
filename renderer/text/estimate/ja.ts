import type { Formats } from '../format.ts'
import type { Text } from '../text.ts'

/** フォルダーにかかりそうな量。 */
export const estimateInJapanese = (format: Formats, files: (n: number) => string): Text['estimate'] => ({
  label: '見込み',
  counting: (n) => `これまでに${files(n)}…`,
  files: (n, byName) => `読む対象は${files(n)}${byName > 0 ? `、ほか ${format.number(byName)} 件は名前のみ` : ''}`,
  text: (bytes) => `文字は約 ${format.bytes(bytes)}`,
  time: (seconds) => `約 ${format.span(seconds)}で完了`,
  index: '索引の大きさ',
  at: (dim, bytes) => `${format.number(dim)} で ${format.bytes(bytes)}`,
  basis: {
    own: 'すでにあるファイルから見積もりました。',
    typical: '一般的なファイルから見積もりました。実際とは異なることがあります。',
  },
  nothing: '読めるファイルはありません。',
  names: { documents: '書類', desktop: 'デスクトップ', downloads: 'ダウンロード', notes: 'メモ' },
  suggested: 'よく選ばれるフォルダー',
  begin: (n) => `${format.number(n)} 個のフォルダーを読む`,
  meanwhile: '読み込みの間も検索できます。まず語句で、続いて意味でも見つかります。',
})
