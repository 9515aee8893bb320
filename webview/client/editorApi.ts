import type { ToExtension } from '../../src/protocol/panelChannel.ts';

/** What the editor gives a panel: one road for messages, and a small memory that survives a reload. */
export type EditorApi = {
  readonly post: (message: ToExtension, transfer?: readonly ArrayBuffer[]) => void;
  readonly remembered: () => unknown;
  readonly remember: (value: unknown) => void;
};

declare function acquireVsCodeApi(): {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  getState(): unknown;
  setState(value: unknown): void;
};

/** The editor's side of this panel. May be asked for once in the life of a page. */
export function editorApi(): EditorApi {
  const api = acquireVsCodeApi();
  return {
    post: (message, transfer) => api.postMessage(message, transfer),
    remembered: () => api.getState(),
    remember: (value) => api.setState(value),
  };
}
