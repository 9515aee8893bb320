import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { ToExtension } from '../../../src/protocol/panelChannel.ts';
import { findingActs } from '../../../webview/proof/findingActs.ts';
import { PanelStore } from '../../../webview/store/panelStore.ts';
import { findingsOf } from '../../support/panel/facts.ts';
import { indexFindingOf } from '../../support/panel/planFacts.ts';
import { fullScenario } from '../../support/panel/scenario.ts';

function stage() {
  const posted: ToExtension[] = [];
  const editor = {
    post: (message: ToExtension) => posted.push(message),
    remembered: () => undefined,
    remember: () => undefined,
  };
  return {
    posted,
    store: new PanelStore(
      editor,
      (work) => work,
      () => 0,
    ),
  };
}
const { store } = stage();
const words = (finding: Finding) => findingActs(finding, store).map((act) => act.words);
const index = indexFindingOf(fullScenario, 0);
const [leak] = findingsOf(1, 0);

describe('what can be done about a finding', () => {
  test('follows its state, the most wanted first', () => {
    const { proof: _proof, ...unproven } = index;
    expect(words({ ...unproven, state: 'new' })).toEqual(['Prove', 'Apply as File…', 'Copy Migration', 'Dismiss…']);
    expect(words(index)).toEqual(['Apply as File…', 'Copy Migration', 'Dismiss…']);
    expect(words({ ...index, state: 'applied' })).toEqual(['Verify', 'Copy Migration', 'Undo']);
    expect(words({ ...index, state: 'verified', applied: [] })).toEqual(['Copy Migration', 'Dismiss…']);
    expect(words(indexFindingOf({ ...fullScenario, indexState: 'verified' }, 0))).toEqual([
      'Undo',
      'Copy Migration',
      'Dismiss…',
    ]);
    expect(words({ ...index, state: 'dismissed' })).toEqual(['Reopen']);
  });

  test('a leak shows its path, and one that was hunted is hunted again', () => {
    expect(words(leak)).toEqual(['Show Path', 'Dismiss…']);
    expect(words({ ...leak, huntId: 'h' })).toEqual(['Show Path', 'Re-hunt', 'Dismiss…']);
  });

  test('goes to the editor by name, or stays in the panel', () => {
    const { posted, store: acting } = stage();
    for (const act of findingActs(index, acting)) act.run();
    expect(posted).toEqual([
      { type: 'command', command: 'applyAdvice', argument: { findingId: 'index' } },
      { type: 'copy', text: index.advice?.sql },
      { type: 'command', command: 'dismissFinding', argument: { findingId: 'index' } },
    ]);
    findingActs(leak, acting)[0]?.run();
    expect(acting.view.value).toMatchObject({ tab: 'memory', diff: { before: 'c1', after: 'c2', nodeId: 1001 } });
  });
});
