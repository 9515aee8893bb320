import { fileURLToPath } from 'node:url';
import type { CodeLens } from 'vscode-languageserver/node';
import type { InlineMark } from '../../protocol/inlineMarks.ts';
import { limits } from '../../protocol/limits.ts';
import type { PlanId, PlanSummary, SqlStatement } from '../../protocol/plans.ts';
import { sourceHash } from '../places/placesWork.ts';
import { planFigures, type PlanFigures } from './planFigures.ts';
import type { Queries } from './queries.ts';
import { callSite, placeNow } from './sourceText.ts';
import { statementLenses, statementMark, type ShownStatement } from './statementViews.ts';

/** Lenses and marks of the statements in a source. */
export type StatementFeatures = {
  readonly lenses: (uri: string, text: string) => Promise<readonly CodeLens[]>;
  readonly marks: (uri: string, text: string) => Promise<readonly InlineMark[]>;
  /** Files in which a statement was explained. */
  readonly plannedFiles: () => ReadonlySet<string>;
};

/** What every statement has; a text without it is not parsed. */
const mayHoldStatement = /\b(select|insert|update|delete|merge|with|values)\b/i;

const fileOf = (uri: string) => (uri.startsWith('file:') ? fileURLToPath(uri) : uri);

/** Statements by the hash of their text: the editor asks for the same text again and again. */
function rememberedStatements(queries: Queries) {
  const remembered = new Map<string, Promise<readonly SqlStatement[]>>();
  return (file: string, text: string): Promise<readonly SqlStatement[]> => {
    if (text.length > limits.sourceTextLengthMax.value || !mayHoldStatement.test(text)) return Promise.resolve([]);
    const key = `${file}\n${sourceHash(text)}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const asked = queries.statements(file, text).catch(() => {
      // Asked for again at the next change; the lenses are no place to tell of it.
      remembered.delete(key);
      return [];
    });
    remembered.set(key, asked);
    const [oldest] = remembered.keys();
    if (remembered.size > limits.statementSourcesMax.value && oldest !== undefined) remembered.delete(oldest);
    return asked;
  };
}

/** Figures by plan: a plan never changes. */
function rememberedFigures(queries: Queries) {
  const remembered = new Map<PlanId, PlanFigures>();
  return async (planId: PlanId): Promise<PlanFigures> => {
    const figures = remembered.get(planId) ?? planFigures(await queries.plan(planId));
    remembered.set(planId, figures);
    const [oldest] = remembered.keys();
    if (remembered.size > limits.plansKeptMax.value && oldest !== undefined) remembered.delete(oldest);
    return figures;
  };
}

/** The plan to show of several: one that was run before one that was not, then the newest. */
function planToShow(plans: readonly PlanSummary[]): PlanSummary | undefined {
  const [first] = plans.toSorted((a, b) => Number(b.isAnalyzed) - Number(a.isAnalyzed) || b.plannedAt - a.plannedAt);
  return first;
}

export function statementFeatures(queries: Queries): StatementFeatures {
  const statementsOf = rememberedStatements(queries);
  const figuresOf = rememberedFigures(queries);

  const shownIn = async (uri: string, text: string): Promise<readonly ShownStatement[]> => {
    const file = fileOf(uri);
    const statements = await statementsOf(file, text);
    const lines = text.split(/\r?\n/);
    const plans = queries.plans().filter(({ place }) => place?.file === file);
    const fingerprints = new Set(statements.map(({ fingerprint }) => fingerprint));
    // Plans of statements that are no longer there belong to the statement that stands where they stood.
    const orphans = plans.flatMap((plan) =>
      plan.place === null || fingerprints.has(plan.fingerprint) ? [] : [{ plan, at: placeNow(plan.place, text) }],
    );
    const shown = statements.map(async ({ fingerprint, place, end, kind }): Promise<ShownStatement> => {
      const own = planToShow(plans.filter((plan) => plan.fingerprint === fingerprint));
      const stood = planToShow(
        orphans.filter(({ at }) => at.line + 1 >= place.line && at.line + 1 <= end.line).map(({ plan }) => plan),
      );
      const plan = own ?? stood;
      return {
        ...callSite(lines, place),
        place,
        kind,
        figures: plan === undefined ? null : await figuresOf(plan.planId),
        isStale: own === undefined && stood !== undefined,
      };
    });
    return Promise.all(shown);
  };

  return {
    lenses: async (uri, text) => {
      const isConnected = queries.isConnected();
      return (await shownIn(uri, text)).flatMap((shown) => statementLenses(shown, isConnected));
    },
    marks: async (uri, text) => (await shownIn(uri, text)).flatMap((shown) => statementMark(shown) ?? []),
    plannedFiles: () => new Set(queries.plans().flatMap(({ place }) => (place === null ? [] : [place.file]))),
  };
}
