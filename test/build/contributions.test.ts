import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../src/build/bundle.ts';
import { generatedParts, wordsOfCode } from '../../src/build/contributions.ts';
import { commands, menus, settings, views, walkthrough } from '../../src/extension/contributions.ts';

const { manifest, words } = generatedParts();
const manifestText = JSON.stringify(manifest);
const isCommand = (id: string) => Object.hasOwn(commands, id);

describe('contributions', () => {
  test('every word of the manifest is in package.nls.json, and every entry there is used', () => {
    const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    expect(used.toSorted()).toEqual(Object.keys(words).toSorted());
  });

  test('every command has a condition, and words that a palette can show', () => {
    for (const [id, { title, when }] of Object.entries(commands)) {
      expect(when, id).not.toBe('');
      expect(title, id).toMatch(/^[A-Z].*[^.!]$/);
    }
  });

  test('what texts link to is a command or a view of ours, or the editor’s own', () => {
    const links = [...JSON.stringify(words).matchAll(/command:([\w.]+)/g)].map(([, id]) => id);
    const unknown = links.filter((id) => {
      const own = /^pitstop\.(\w+)(\.focus)?$/.exec(id);
      if (own === null) return !id.startsWith('workbench.');
      return own[2] === undefined ? !isCommand(own[1]) : !Object.hasOwn(views, own[1]);
    });
    expect(links.length).toBeGreaterThan(10);
    expect(unknown).toEqual([]);
  });

  test('what completes a step of the walkthrough exists, and so does its page', () => {
    expect(walkthrough.steps).toHaveLength(8);
    for (const step of walkthrough.steps) {
      expect(existsSync(path.join(root, step.media)), step.media).toBe(true);
      for (const event of step.completedBy) {
        const [kind, id = ''] = event.split(':pitstop.');
        if (kind === 'onCommand') expect(isCommand(id), event).toBe(true);
        else if (kind === 'onView') expect(Object.hasOwn(views, id), event).toBe(true);
        else expect(manifestText, event).toContain(`pitstop.${id}`);
      }
    }
  });

  test('conditions name only keys that the extension sets', () => {
    const source = readFileSync(path.join(root, 'src/extension/facts/contextKeys.ts'), 'utf8');
    const conditions = [
      ...Object.values(commands).map(({ when }) => when),
      ...Object.values(menus).flatMap((rows) => rows.map(({ when }) => when)),
      ...Object.values(views).flatMap(({ welcome }) => welcome.map(({ when }) => when)),
    ];
    const keys = conditions.flatMap((when) => [...when.matchAll(/(?<!== )pitstop\.(\w+)/g)].map(([, key]) => key));
    for (const key of new Set(keys)) expect(source, key).toContain(`'${key}'`);
  });

  test('settings that name programs or folders may not be set by an untrusted workspace', () => {
    const { capabilities } = manifest;
    const restricted = JSON.stringify(capabilities);
    for (const [id, { scope, schema }] of Object.entries(settings)) {
      const isProgramOrFolder = /Path|[fF]older/.test(id);
      if (isProgramOrFolder) expect(scope, id).toBe('machine-overridable');
      expect(restricted.includes(`"pitstop.${id}"`), id).toBe(scope === 'machine-overridable');
      expect(schema.default, id).toBeDefined();
    }
  });
});

test('words of the code are found in all their quotes, once each, sorted', () => {
  const source = `vscode.l10n.t('it\\'s {0}', a); l10n.t(\n  "b \\"c\\"",\n); vscode.l10n.t('it\\'s {0}', b);`;
  expect(wordsOfCode([source])).toEqual({ 'b "c"': 'b "c"', "it's {0}": "it's {0}" });
});
