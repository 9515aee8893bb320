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

/** Presses a button of the notification that contains `text`, and waits until that is gone. */
export async function pressNotification(window: EditorWindow, text: string, button: string): Promise<void> {
  await notification(window, text);
  const item = window.page.locator('.notifications-center .notification-list-item', { hasText: text }).first();
  await item.locator('.monaco-button', { hasText: button }).first().click();
  await until(`no notification ${text}`, async () => !(await notifications(window)).some((one) => one.includes(text)));
}
