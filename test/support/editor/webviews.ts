import type { Frame } from 'playwright-core';
import type { EditorWindow } from './editorWindow.ts';
import { until } from './until.ts';

/**
 * The frame of an open webview, found by what it holds. A webview is a frame in a frame whose names say nothing
 * lasting, several can be open, and the workbench itself may match the selector too.
 */
export async function webviewWith(window: EditorWindow, selector: string, withinMs = 15_000): Promise<Frame> {
  return until(
    `a webview with ${selector}`,
    async () => {
      for (const frame of window.page.frames()) {
        if (frame === window.page.mainFrame() || frame.isDetached()) continue;
        if ((await frame.locator(selector).count()) > 0) return frame;
      }
      return undefined;
    },
    withinMs,
  );
}
