import { Parser } from 'htmlparser2'

export interface XmlHandler {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(name: string): void
  /** Asked after each piece; true leaves the rest unread. */
  done?(): boolean
}

/** Walks XML that comes in pieces. Names are given without their prefix. */
export async function walkXml(pieces: AsyncIterable<string> | readonly string[] | undefined, handler: XmlHandler): Promise<void> {
  if (!pieces) return
  const local = (name: string) => name.slice(name.indexOf(':') + 1)
  const parser = new Parser(
    {
      onopentag: (name, attributes) => handler.open?.(local(name), attributes),
      ontext: (text) => handler.text?.(text),
      onclosetag: (name) => handler.close?.(local(name)),
    },
    { xmlMode: true, decodeEntities: true },
  )
  for await (const piece of pieces) {
    parser.write(piece)
    if (handler.done?.()) return
  }
  parser.end()
}
