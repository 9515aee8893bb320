import { inject } from 'vitest';
import type { BrowserPlace } from './editorWindow.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Given by the vitest project that runs. */
    browserPlace: BrowserPlace;
  }
}

/** Where the browser of this run stands. */
export function browserPlace(): BrowserPlace {
  return inject('browserPlace');
}
