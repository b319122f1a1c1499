/**
 * The version of all readers together. Raised when some read what they could not before: files that failed are then tried again, those
 * that were read are read once more when the computer is idle, and none is tried twice by the same readers.
 *
 * 2: Outlook messages, PowerPoint 97, address cards, calendars, subtitles, scanned pages.
 * 3: pages, slides and sheets of attachments and of files in archives.
 * 4: XML, cards, calendars and subtitles that are not in UTF-8; mails and books that say nothing of their encoding, or another one;
 *    cells of several paragraphs, tables in them, hours beyond a day.
 * 5: names in archives and parts of mails in any encoding; mails within mails with their own people; comments in old workbooks and on
 *    slides, text in shapes, binary workbooks; hyphens, dashes and symbols of Word and RTF; pages whose letters are drawn but not named;
 *    Pages, Numbers, Keynote, Visio, Hangul, FictionBook, winmail.dat; headings of Org, reStructuredText, AsciiDoc and LaTeX.
 */
export const READERS = 5
