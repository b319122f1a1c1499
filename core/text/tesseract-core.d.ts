/** The parts of the compiled Tesseract that are used; the package has no types. A file system in memory holds its input. */
declare module 'tesseract.js-core' {
  export interface Tesseract {
    readonly FS: { writeFile(path: string, bytes: Uint8Array): void; unlink(path: string): void }
    readonly TessBaseAPI: new () => TessBaseAPI
  }
  export interface TessBaseAPI {
    /** 0 when it went well. `engine` 1: the neural network alone. */
    Init(dataPath: null, languages: string, engine: number): number
    SetVariable(name: string, value: string): void
    /** Reads `/input`; `orientation` is Exif's, 1 to 8. 1 when it is no picture that can be read. */
    SetImageFile(orientation: number, angle: number): number
    Recognize(monitor: null): number
    /** Page, blocks, paragraphs, lines and words, a line each, with their boxes. */
    GetTSVText(page: number): string
    Clear(): void
    End(): void
  }
  export type Start = (options: { print(line: string): void; printErr(line: string): void }) => Promise<Tesseract>
}
