import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelView, ToExtension, ToPanel } from '../../protocol/panelChannel.ts';
import { commands, panelViewType, type CommandId } from '../contributions.ts';
import type { HostProcess } from '../connection/hostProcess.ts';
import { openPlace } from '../openPlace.ts';
import { panelHtml } from './panelHtml.ts';
import { PanelPipe } from './panelPipe.ts';
import { saveTable } from './saveTable.ts';

type Shown = { readonly panel: vscode.WebviewPanel; readonly show: (view: PanelView) => void };

const isCommand = (id: string): id is CommandId => Object.hasOwn(commands, id);

/** The webview panels of this window, and the pipe of each. There is one, unless an editor group keeps another. */
export class Panels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly context: vscode.ExtensionContext;
  private readonly process: HostProcess;
  private readonly shown = new Set<Shown>();
  private readonly serializer: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, process: HostProcess) {
    this.context = context;
    this.process = process;
    this.serializer = vscode.window.registerWebviewPanelSerializer(panelViewType, this);
  }

  /** Shows the panel, opening it where there is none, and in it the view. */
  open(view?: PanelView, besides?: vscode.ViewColumn): void {
    const existing = [...this.shown].at(-1);
    if (existing !== undefined) {
      existing.panel.reveal(undefined, false);
      if (view !== undefined) existing.show(view);
      return;
    }
    const column =
      besides ?? (vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside);
    const panel = vscode.window.createWebviewPanel(panelViewType, 'Pitstop', column, this.options());
    this.keep(panel, view);
  }

  /** Shows the panel in an editor that is one file's own: commands go on to use the panel of the window. */
  fillEditor(panel: vscode.WebviewPanel, view: PanelView): void {
    panel.webview.options = this.options();
    this.fill(panel, view);
  }

  /** Called by the editor after a reload: the page remembers its view itself. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = this.options();
    this.keep(panel, undefined);
    return Promise.resolve();
  }

  dispose(): void {
    this.serializer.dispose();
    for (const { panel } of this.shown) panel.dispose();
  }

  private get folder(): vscode.Uri {
    return vscode.Uri.joinPath(this.context.extensionUri, 'dist', 'webview');
  }

  private options(): vscode.WebviewPanelOptions & vscode.WebviewOptions {
    return {
      enableScripts: true,
      enableForms: false,
      enableFindWidget: true,
      localResourceRoots: [this.folder],
    };
  }

  private keep(panel: vscode.WebviewPanel, first: PanelView | undefined): void {
    const shown = { panel, show: this.fill(panel, first) };
    this.shown.add(shown);
    panel.onDidDispose(() => this.shown.delete(shown));
  }

  /** Puts the page and its pipe into a panel. The answer shows a view in it. */
  private fill(panel: vscode.WebviewPanel, first: PanelView | undefined): Shown['show'] {
    const { webview } = panel;
    const post = (message: ToPanel) => void webview.postMessage(message);
    const pipe = new PanelPipe({
      post,
      address: () => this.process.address(),
      openPort: async (address) => {
        const { connectHost } = await import('../connection/connectHost.ts');
        return connectHost(address);
      },
    });
    let wanted = first;
    let isLoaded = false;
    const subscriptions = [
      this.process.onDidChange((life) => pipe.hostChanged(life)),
      webview.onDidReceiveMessage((message: ToExtension) => {
        if (message.type === 'ready') {
          isLoaded = true;
          if (wanted !== undefined) post({ type: 'show', view: wanted });
          wanted = undefined;
        }
        this.receive(message, pipe);
      }),
      panel.onDidChangeViewState(() => {
        // A hidden page is thrown away by the editor; what is to be shown waits for the next one.
        if (!panel.visible) isLoaded = false;
      }),
    ];
    panel.onDidDispose(() => {
      pipe.dispose();
      for (const subscription of subscriptions) subscription.dispose();
    });
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.context.extensionUri, 'media', 'panel-light.svg'),
      dark: vscode.Uri.joinPath(this.context.extensionUri, 'media', 'panel-dark.svg'),
    };
    const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.folder, file)).toString();
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      script: address('main.js'),
      codicons: address('codicon.css'),
      nonce: randomBytes(16).toString('base64url'),
      title: 'Pitstop',
      language: vscode.env.language,
    });
    return (view) => {
      if (isLoaded) post({ type: 'show', view });
      else wanted = view;
    };
  }

  private receive(message: ToExtension, pipe: PanelPipe): void {
    switch (message.type) {
      case 'ready':
        pipe.ready(message.credits);
        return;
      case 'frames':
        pipe.send(message.frames);
        return;
      case 'credit':
        pipe.credit(message.credits);
        return;
      case 'retryNow':
        this.process.retryNow();
        pipe.reconnect();
        return;
      case 'openPlace':
        void openPlace(message, vscode.ViewColumn.One);
        return;
      case 'copy':
        void vscode.env.clipboard.writeText(message.text);
        return;
      case 'save':
        void saveTable(message.name, message.forms);
        return;
      case 'command':
        if (isCommand(message.command))
          void vscode.commands.executeCommand(`pitstop.${message.command}`, message.argument);
        return;
    }
  }
}
