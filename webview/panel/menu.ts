import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { baseStyles } from '../styles/base.css.ts';
import { icon } from '../widgets/icons.ts';

export type MenuItem = { readonly words: string; readonly run: () => void };

/** The actions that do not stand as buttons, behind one. */
export class Menu extends LitElement {
  static override readonly styles = [
    baseStyles,
    css`
      :host {
        position: relative;
        flex: none;
      }
      .opener {
        width: 24px;
        height: 24px;
        padding: 3px;
        color: var(--vscode-icon-foreground, var(--vscode-foreground));
        background: none;
        border: 1px solid transparent;
        border-radius: 3px;
        cursor: pointer;
      }
      .opener.worded {
        width: auto;
        padding: 0;
        font: 12px/24px var(--vscode-font-family);
        color: var(--vscode-panelTitle-inactiveForeground);
        white-space: nowrap;
      }
      .opener .icon {
        stroke-width: 1.8;
      }
      .opener.worded .icon {
        stroke-width: 1.1;
      }
      .opener:hover {
        background: var(--vscode-toolbar-hoverBackground, var(--vscode-list-hoverBackground));
      }
      .menu {
        position: absolute;
        right: 0;
        top: 28px;
        z-index: 10;
        min-width: 200px;
        padding: 4px 0;
        background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
        border: 1px solid var(--vscode-menu-border, var(--vscode-editorWidget-border));
      }
      .menu button {
        display: block;
        width: 100%;
        font: 12px/24px var(--vscode-font-family);
        text-align: left;
        padding: 0 16px;
        border: 0;
        color: var(--vscode-menu-foreground, var(--vscode-foreground));
        background: none;
        white-space: nowrap;
        cursor: pointer;
      }
      .menu button:focus,
      .menu button:hover {
        color: var(--vscode-menu-selectionForeground, var(--vscode-list-activeSelectionForeground));
        background: var(--vscode-menu-selectionBackground, var(--vscode-list-activeSelectionBackground));
        outline: var(--selected-outline);
        outline-offset: -1px;
      }
    `,
  ];
  static override readonly properties = {
    items: { attribute: false },
    words: { attribute: false },
    isOpen: { state: true },
  };
  declare items: readonly MenuItem[];
  /** What stands on the opener; empty: three dots. */
  declare words: string;
  declare isOpen: boolean;

  constructor() {
    super();
    this.items = [];
    this.words = '';
    this.isOpen = false;
  }

  private get buttons(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  private async open(): Promise<void> {
    this.isOpen = true;
    await this.updateComplete;
    this.buttons[0]?.focus();
  }

  private close(): void {
    this.isOpen = false;
    this.renderRoot.querySelector<HTMLElement>('.opener')?.focus();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const at = this.buttons.findIndex((button) => button === this.shadowRoot?.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: this.buttons.length - 1 }[event.key];
    if (event.key === 'Escape') this.close();
    else if (to === undefined) return;
    else this.buttons.at(to % this.buttons.length)?.focus();
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly onLeave = (event: FocusEvent): void => {
    if (event.relatedTarget === null || !this.buttons.some((button) => button === event.relatedTarget)) {
      this.isOpen = false;
    }
  };

  override render(): TemplateResult {
    return html`<button
        class=${this.words === '' ? 'opener' : 'opener worded'}
        aria-label=${this.words === '' ? 'More actions' : nothing}
        title=${this.words === '' ? 'More actions' : nothing}
        aria-haspopup="menu"
        aria-expanded=${this.isOpen ? 'true' : 'false'}
        @click=${() => (this.isOpen ? this.close() : this.open())}
      >
        ${this.words === '' ? icon('more') : html`${this.words} ${icon('down')}`}
      </button>
      ${
        this.isOpen
          ? html`<div
              class="menu"
              role="menu"
              aria-label="More actions"
              @keydown=${this.onKey}
              @focusout=${this.onLeave}
            >
              ${this.items.map(
                (item) =>
                  html`<button
                    role="menuitem"
                    tabindex="-1"
                    @click=${() => {
                      this.close();
                      item.run();
                    }}
                  >
                    ${item.words}
                  </button>`,
              )}
            </div>`
          : nothing
      }`;
  }
}
customElements.define('pit-menu', Menu);
