/**
 * The version of all readers together. Raised when some read what they could not before: files that failed are then tried again,
 * and none is tried twice by the same readers.
 *
 * 2: Outlook messages, PowerPoint 97, address cards, calendars, subtitles, scanned pages.
 */
export const READERS = 2
