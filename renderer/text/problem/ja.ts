import type { ErrorCode, Failing } from '../../../core/contract/errors.ts'

/** `about`：対象のフォルダー、ファイル、エンコーダー、またはアドレス。名前がなければ空。 */
const sentences: Readonly<Record<ErrorCode, (about: string) => string>> = {
  cancelled: () => '中止しました。',
  disconnected: () => 'エンジンが応答していません。接続を試み続けています。',
  'invalid-input': (about) => `そのようにはできません${named(about)}。`,
  'not-found': (about) => `見つからないか、索引にありません${named(about)}。`,
  'not-a-folder': (about) => `フォルダーではありません${named(about)}。それが入っているフォルダーを選んでください。`,
  'data-unreadable': (about) => `Kenning 自身のデータを読み書きできません${named(about)}。`,
  'data-in-use': (about) =>
    `このデータフォルダーでは Kenning がすでに開いています${named(about)}。そちらを閉じるか、別のデータフォルダーを使ってください。`,
  'index-missing': () => 'まだ何も索引に入っていません。先にフォルダーを追加してください。',
  'model-missing': (about) => `このコンピューターにエンコーダーがありません${named(about)}。設定で別のものを選んでください。`,
  'model-broken': (about) => `エンコーダーを使えません${named(about)}。入れ直すか、別のものを選んでください。`,
  'download-failed': (about) => `ダウンロードできませんでした${named(about)}。届いた分は残してあります。`,
  'read-only': () => 'ここでは読むことしかできません。',
  'not-opened': (about) => `このコンピューターのプログラムでは開けませんでした${named(about)}。`,
  internal: () => '起きてはならないことが起きました。Kenning の不具合です。',
}

const named = (about: string) => (about === '' ? '' : `（${about}）`)

export const problemInJapanese = ({ code, about = '' }: Failing): string => sentences[code](about)
