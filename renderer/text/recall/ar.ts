import type { Formats } from '../format.ts'
import type { Text } from '../text.ts'

/** اختبار البحث على ملفات الشخص نفسه. */
export const recallInArabic = (format: Formats): Text['recall'] => ({
  title: 'هل يجد البحث ما هو موجود؟',
  lead: 'يأخذ Kenning مقاطع عشوائية من نصوصك، ويسأل عن كل منها ببعض كلماته، ويعدّ. لا شيء يغادر هذا الحاسوب.',
  start: (n) => `جرّب ${format.number(n)} مقطع`,
  again: 'جرّب غيرها',
  stop: 'إيقاف',
  progress: 'يجري التجريب',
  sofar: (done, total) => `${format.number(done)} من ${format.number(total)}`,
  result: (total, first, ten) =>
    `من ${format.number(total)} مقطعًا عشوائيًا عُثر على ${format.number(first)} أولًا بكلماتها، وعلى ${format.number(ten)} ضمن الملفات العشرة الأولى.`,
  nothing: 'لا شيء للتجريب بعد: لا مقطع يُعثر عليه بالمعنى حتى الآن.',
  stopped: 'أُوقف قبل النهاية.',
  missed: 'ليس ضمن العشرة الأولى',
  made: (model, dim, seconds) => `بـ ${model} عند ${format.number(dim)}، خلال ${format.span(seconds)}.`,
})
