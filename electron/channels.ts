/** The IPC channels between main and preload, the whole list. */
export const CHANNELS = {
  pickFolders: 'kenning:pick-folders',
  openFile: 'kenning:open-file',
  revealFile: 'kenning:reveal-file',
  dragFile: 'kenning:drag-file',
  copyFile: 'kenning:copy-file',
  command: 'kenning:command',
  port: 'kenning:port',
} as const
