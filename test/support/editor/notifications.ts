import { runCommand } from './commands.ts';
import type { EditorWindow } from './editorWindow.ts';
import { until } from './until.ts';

/** Messages in the notification centre; toasts do not show in a headless window. */
export async function notifications(window: EditorWindow): Promise<readonly string[]> {
  const center = window.page.locator('.notifications-center.visible');
  if ((await center.count()) === 0) await runCommand(window, 'Notifications: Show Notifications');
  return center.locator('.notification-list-item-message').allTextContents();
}

/** Waits for a notification that contains `text`, and gives its whole message. */
export async function notification(window: EditorWindow, text: string | RegExp, withinMs = 20_000): Promise<string> {
  const matches = (message: string) => (typeof text === 'string' ? message.includes(text) : text.test(message));
  return until(`a notification ${String(text)}`, async () => (await notifications(window)).find(matches), withinMs);
}

export async function clearNotifications(window: EditorWindow): Promise<void> {
  await runCommand(window, 'Notifications: Clear All Notifications');
}
