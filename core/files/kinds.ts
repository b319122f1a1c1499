import { type FileKind, fileKinds } from '../contract/engine.ts'

/** The endings that files of each kind go by, without the dot and in small letters. */
const endings: Readonly<Record<FileKind, string>> = {
  pdf: 'pdf',
  document: 'doc docx docm dot dotx odt ott fodt rtf pages wpd',
  text: 'txt text md markdown mdx rst org tex log srt vtt',
  sheet: 'xls xlsx xlsm xlsb ods fods csv tsv numbers',
  slides: 'ppt pptx pps ppsx odp key',
  mail: 'eml emlx msg mbox pst',
  web: 'html htm xhtml mht mhtml webarchive',
  book: 'epub mobi azw azw3 fb2 djvu',
  code:
    'js mjs cjs jsx ts mts cts tsx py pyw ipynb rb go rs c h cc cpp cxx hpp hh java kt kts scala swift cs php pl pm sh bash zsh ps1 ' +
    'bat cmd sql r jl lua dart zig css scss less vue svelte json jsonl yaml yml toml xml',
  image: 'png jpg jpeg jpe gif webp heic heif avif tif tiff bmp svg ico psd raw cr2 nef arw dng',
  media: 'mp3 m4a aac flac ogg oga opus wav wma aiff mp4 m4v mov mkv avi webm wmv mpg mpeg flv',
  archive: 'zip tar gz tgz bz2 xz 7z rar iso dmg',
}

const kinds = new Map(fileKinds.flatMap((kind) => endings[kind].split(' ').map((ending) => [ending, kind] as const)))

/** What a file is by the ending of its name (a path will do); null where that says nothing. */
export function kindOf(name: string): FileKind | null {
  const dot = name.lastIndexOf('.')
  return (dot > 0 && kinds.get(name.slice(dot + 1).toLowerCase())) || null
}
