import 'vscode-jsonrpc/browser';
import { watchTheme } from './charts/theme.ts';
import { editorApi } from './client/editorApi.ts';
import { openPipe, windowMessages } from './client/pipe.ts';
import { Panel } from './panel/panel.ts';
import { PanelStore } from './store/panelStore.ts';
import { oncePerFrame } from './store/signal.ts';
import { pageStyles } from './styles/page.css.ts';

const now = () => Date.now();
const editor = editorApi();
if (pageStyles.styleSheet !== undefined) {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, pageStyles.styleSheet];
}
const stopTheme = watchTheme();
const schedule = (work: () => void) => oncePerFrame(work, (run) => window.requestAnimationFrame(run));
const store = new PanelStore(editor, schedule, now);
const panel = new Panel(store, now);
document.body.append(panel);
const closePipe = openPipe(editor, windowMessages, store);

window.addEventListener('pagehide', () => {
  closePipe();
  panel.remove();
  stopTheme();
});
