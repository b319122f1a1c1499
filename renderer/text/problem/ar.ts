import type { ErrorCode, Failing } from '../../../core/contract/errors.ts'

/** `about`: المجلد أو الملف أو المرمّز أو العنوان المقصود؛ فارغ إن لم يُسمَّ شيء. */
const sentences: Readonly<Record<ErrorCode, (about: string) => string>> = {
  cancelled: () => 'أُلغي ذلك.',
  disconnected: () => 'لا يرد محرّك البحث الآن. يواصل Kenning المحاولة.',
  'invalid-input': (about) => `لا يصح ذلك هكذا${named(about)}.`,
  'not-found': (about) => `غير موجود، أو ليس في الفهرس${named(about)}.`,
  'not-a-folder': (about) => `هذا ليس مجلدًا${named(about)}. اختر المجلد الذي يحويه.`,
  'data-unreadable': (about) => `تتعذر قراءة بيانات Kenning نفسه أو كتابتها${named(about)}.`,
  'data-in-use': (about) => `Kenning مفتوح على مجلد البيانات هذا${named(about)}. أغلقه هناك، أو استعمل مجلد بيانات آخر.`,
  'index-missing': () => 'لم يُفهرس شيء هنا بعد. أضف مجلدًا أولًا.',
  'model-missing': (about) => `المرمّز ليس على هذا الحاسوب${named(about)}. اختر غيره في الإعدادات.`,
  'model-broken': (about) => `لا يمكن استعمال المرمّز${named(about)}. ثبّته من جديد، أو اختر غيره.`,
  'download-failed': (about) => `لم ينجح التنزيل${named(about)}. ما وصل منه محفوظ.`,
  'read-only': () => 'هنا تمكن القراءة فقط دون أي تغيير.',
  'not-opened': (about) => `لم يفتحه أي برنامج على هذا الحاسوب${named(about)}.`,
  internal: () => 'ما كان ينبغي أن يحدث هذا: إنه خلل في Kenning.',
}

/** Paths and addresses run from left to right, whatever stands around them. */
const named = (about: string) => (about === '' ? '' : `: \u2066${about}\u2069`)

export const problemInArabic = ({ code, about = '' }: Failing): string => sentences[code](about)
