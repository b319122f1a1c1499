/** The minified build, the one that ships, has no types of its own; it exports what `pdfjs-dist` does. */
declare module 'pdfjs-dist/legacy/build/pdf.min.mjs' {
  export * from 'pdfjs-dist'
}
