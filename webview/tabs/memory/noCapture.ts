import { html, type TemplateResult } from 'lit';
import type { PanelStore } from '../../store/panelStore.ts';
import { nothingYet } from '../../widgets/states.ts';

/** What the tab answers before there is a snapshot, and the ways to one. */
export function noCapture(store: PanelStore): TemplateResult {
  const { target } = store;
  const isWatching = target?.state === 'watching';
  const run = (command: string, argument?: unknown) => () => store.command(command, argument);
  return nothingYet(
    'Shows what grew between two snapshots, who holds it, and at which line it was put in.',
    html`${
        isWatching
          ? html`<vscode-button @click=${run('huntLeaks', { targetId: target.targetId })}>Hunt Leaks</vscode-button>
              <vscode-button secondary @click=${run('takeSnapshot', { targetId: target.targetId })}
                >Take Snapshot</vscode-button
              >`
          : html`<vscode-button @click=${run('attach')}>Attach to Process…</vscode-button>`
      }<vscode-button secondary @click=${run('importSnapshot')}>Import Snapshot…</vscode-button>
      <button class="link" @click=${run('openSample')}>Open the Sample</button>`,
  );
}
