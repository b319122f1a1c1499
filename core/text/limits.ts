/** Bounds that keep one file from filling the machine. Each states the sum or the measurement it comes from. */

const KB = 1024
const MB = 1024 * KB

/** The first bytes, read to tell what a file is: ample for every magic number, an HTML head, a mail's headers. */
export const HEAD_BYTES = 64 * KB

/** Documents are read whole: 200 MB of file, twice over while it is inflated, stays below `CHILD_RSS_BYTES`. */
export const FILE_BYTES = 200 * MB

/** Of a plain text file the start is read: `TEXT_CHARS` characters at the 4 bytes that UTF-8 needs at most. */
export const TEXT_BYTES = 20 * MB

/** What is kept of one document, 5 M UTF-16 units: some 3,000 printed pages, or 6,000 passages. The rest is "partly indexed". */
export const TEXT_CHARS = 5_000_000

/** A zip that says it holds more than this is refused before anything is inflated. */
export const ZIP_EXPANDED_BYTES = 300 * MB
export const ZIP_ENTRIES = 10_000
/** Office XML shrinks to a tenth, dull sheets to a fiftieth; a hundredfold of more than `ZIP_RATIO_FROM_BYTES` is a bomb. */
export const ZIP_RATIO = 100
export const ZIP_RATIO_FROM_BYTES = 20 * MB
/** Files of one archive that are opened, and how large one may be: those of a project's hand-over or a month of invoices. */
export const ARCHIVE_FILES = 500
export const ARCHIVE_ENTRY_BYTES = 50 * MB
/** Inflated for one archive and all archives in it together: 200 MB take 2 s. */
export const ARCHIVE_BYTES = 200 * MB

/** A document’s XML becomes a tree: 20 MB of it took 4.6 s, 55 MB more than `CHILD_RSS_BYTES`. A long novel has 5 MB. */
export const ZIP_XML_BYTES = 40 * MB

/**
 * Cells of one workbook; the rest is "partly indexed". Sheets are streams, so memory is no matter (as a tree, 1.5 M cells
 * took 23 s and 2.4 GB); but beyond this it is data, not something a person wrote.
 */
export const SHEET_CELLS = 200_000

/** A dense page of a newspaper has some 10,000 items; a page with more than this is a drawing made of letters. */
export const PDF_PAGE_ITEMS = 50_000
/** Pages of one PDF. 311 pages took 2.6 s; the text limit usually comes first. */
export const PDF_PAGES = 5_000

/** A page with fewer letters than this has no text of its own: a page number, or a stamp, over a scan. */
export const SCAN_CHARS = 10

/** Entries of a PDF's table of contents that are read; a book of 1,000 pages has some 500. */
export const PDF_OUTLINE = 2_000

/** Mails inside mails, and how many attachments of one mail are opened. */
export const MAIL_DEPTH = 3
export const MAIL_ATTACHMENTS = 50
/** Messages of one mailbox file. */
export const MAILBOX_MESSAGES = 5_000

/** Cards of one address book, entries of one calendar: ten years of ten appointments a week are 5,000. */
export const ITEMS = 10_000

/** A heading is shown with each of its passages: 120 characters of it say which it is. */
export const HEADING_CHARS = 120

/** Heap of one extraction process; enough for a tree of `ZIP_XML_BYTES`. */
export const CHILD_HEAP_MB = 768
/** Heap plus inflated buffers plus Node itself (150 MB); a file that needs more is given up. */
export const CHILD_RSS_BYTES = 1000 * MB
/** How often a child's memory is looked at: a bomb grows by about 1 GB a second, so it overshoots by 200 MB at most. */
export const CHILD_RSS_INTERVAL_MS = 200
/**
 * A child that holds more than this after a file is replaced, and any after so many files, so that what a parser leaks does not
 * add up. Starting one takes 0.6 s, as long as 1,000 letters do.
 */
export const CHILD_KEPT_BYTES = 400 * MB
export const CHILD_FILES = 5_000
/** Files larger than this are read one at a time: several such at once could each take `CHILD_RSS_BYTES`. */
export const ALONE_BYTES = 4 * MB
/** Files read at a time, where there are twice as many cores: more would only wait for the tables to be written. */
export const MOST_WORKERS = 4
/** An idle child holds 150 MB; starting one takes 0.6 s. */
export const CHILD_IDLE_MS = 30_000

/** How long one scanned page may take: the densest tried took 8 s, on a machine with other work five times that. */
export const PAGE_MS = 90_000

/** How long one file may take: 20 s, and 1 s for each MB. (311 pages of PDF, 1.5 MB: 2.6 s.) */
export const timeLimitMs = (bytes: number): number => 20_000 + (bytes / MB) * 1_000
