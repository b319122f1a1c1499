import type { Formats } from '../format.ts'
import type { Text } from '../text.ts'

/** ما يُرجَّح أن يحتاجه مجلد. */
export const estimateInArabic = (format: Formats, files: (n: number) => string): Text['estimate'] => ({
  label: 'ما يُرجَّح أن يحتاجه',
  counting: (n) => `${files(n)} حتى الآن…`,
  files: (n, byName) => `للقراءة: ${files(n)}${byName > 0 ? `، و${format.number(byName)} أخرى بالاسم فقط` : ''}`,
  text: (bytes) => `نحو ${format.bytes(bytes)} من النص`,
  time: (seconds) => `يجهز خلال نحو ${format.span(seconds)}`,
  index: 'حجم الفهرس',
  at: (dim, bytes) => `${format.bytes(bytes)} عند ${format.number(dim)}`,
  basis: { own: 'محسوب من ملفاتك الموجودة.', typical: 'محسوب من ملفات نموذجية، وقد تختلف ملفاتك.' },
  nothing: 'لا ملفات للقراءة هنا.',
  names: { documents: 'المستندات', desktop: 'سطح المكتب', downloads: 'التنزيلات', notes: 'الملاحظات' },
  suggested: 'مجلدات يبدأ بها معظم الناس',
  begin: (n) =>
    format.plural(n, {
      one: () => 'اقرأ هذا المجلد',
      two: () => 'اقرأ هذين المجلدين',
      few: (n) => `اقرأ هذه المجلدات (${n})`,
      other: (n) => `اقرأ هذه المجلدات (${n})`,
    }),
  meanwhile: 'يمكنك البحث أثناء القراءة: بالكلمات أولًا ثم بالمعنى.',
})
