import {
  BookOpen,
  File,
  FileCode,
  FileSpreadsheet,
  FileText,
  Globe,
  type LucideIcon,
  Mail,
  NotebookText,
  Presentation,
  ScrollText,
} from 'lucide-react'
import styles from './FileIcon.module.css'
import { extensionOf } from './paths.ts'

type Family = 'page' | 'text' | 'table' | 'slides' | 'mail' | 'book' | 'web' | 'code' | 'other'

const families: Record<Exclude<Family, 'other'>, readonly string[]> = {
  page: ['pdf', 'docx', 'doc', 'odt', 'rtf', 'pages'],
  text: ['txt', 'md', 'markdown', 'org', 'rst', 'tex', 'log'],
  table: ['xlsx', 'xls', 'ods', 'csv', 'tsv'],
  slides: ['pptx', 'ppt', 'odp', 'key'],
  mail: ['eml', 'mbox', 'msg'],
  book: ['epub', 'mobi'],
  web: ['html', 'htm', 'xhtml', 'mhtml'],
  code: 'js ts tsx jsx py rs go c h cpp cs java kt swift rb php sh sql json xml yaml yml toml css'.split(' '),
}
const icons: Record<Family, LucideIcon> = {
  page: FileText,
  text: NotebookText,
  table: FileSpreadsheet,
  slides: Presentation,
  mail: Mail,
  book: BookOpen,
  web: Globe,
  code: FileCode,
  other: File,
}
const familyOf = new Map(
  Object.entries(families).flatMap(([family, endings]) => endings.map((ending) => [ending, family as Family])),
)

export function FileIcon({ name }: { readonly name: string }) {
  const extension = extensionOf(name)
  const family = familyOf.get(extension) ?? 'other'
  const Icon = extension === 'pdf' ? ScrollText : icons[family]
  return (
    <Icon className={styles.icon} data-family={extension === 'pdf' ? 'pdf' : family} size={18} strokeWidth={1.75} aria-hidden />
  )
}
