/**
 * Whether a key is for an input method. Safari ends a composition before it tells of the key that ended it, which then has the code of
 * a key that was used already and nothing else.
 */
export const isComposing = ({ isComposing, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean =>
  isComposing || keyCode === 229
