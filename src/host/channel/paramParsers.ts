import path from 'node:path';
import type { HostMethod, HostParams } from '../../protocol/hostChannel.ts';
import type { NodeSet } from '../../protocol/heapNodes.ts';
import type { PageRequest } from '../../protocol/heapRows.ts';
import { moduleKinds, stringOrders } from '../../protocol/heapTables.ts';
import { limits } from '../../protocol/limits.ts';
import { metricIds } from '../../protocol/metrics.ts';
import { flameForms, profileKinds } from '../../protocol/profiles.ts';
import { appliedChanges } from '../findings/appliedChangeParser.ts';
import { huntRequest } from '../hunt/huntParser.ts';
import { loadPlan } from '../load/loadPlanParser.ts';
import { adviseRequest, explainRequest, sourceFile, sourceText } from '../plans/explainParser.ts';
import { poolSubject } from '../pool/poolSubjectParser.ts';
import {
  badField,
  byKind,
  fields,
  filledText,
  finite,
  flag,
  listOf,
  oneOf,
  orNull,
  text,
  wholeNumber,
  type Parser,
} from './parsers.ts';

const nothing = fields({});
const id = filledText;
const nodeId = wholeNumber(0);

const pageFields = fields({
  start: wholeNumber(0),
  end: wholeNumber(0),
  sort: text,
  descending: flag,
  filter: text,
});
const pageRequest: Parser<PageRequest> = (value, field) => {
  const page = pageFields(value, field);
  const rowsMax = limits.pageRowsMax.value;
  if (page.end < page.start || page.end - page.start > rowsMax)
    throw badField(`${field}.end`, `between start and start + ${rowsMax}`);
  return page;
};

/** Client and host may stand in different folders: a path says where it is by itself. */
const absolutePath: Parser<string> = (value, field) => {
  const file = filledText(value, field);
  if (!path.isAbsolute(file)) throw badField(field, 'an absolute path');
  return path.normalize(file);
};

/** A flag that may be left out. */
const flagOrFalse: Parser<boolean> = (value, field) => value !== undefined && flag(value, field);

// `byKind` gives the field `kind` back beside the fields of its shape.
const nodeSet = byKind({
  class: fields({ classIndex: wholeNumber(0) }),
  contents: fields({ nodeId: orNull(nodeId) }),
  retainers: fields({ nodeId }),
  dominated: fields({ nodeId }),
  search: fields({ text }),
}) as Parser<NodeSet>;
const finding = fields({ findingId: id });
const tuneSeconds: Parser<number> = (value, field) => {
  const seconds = finite(value, field);
  if (seconds <= 0 || seconds > limits.tuneSecondsMax.value)
    throw badField(field, `a number above 0 and up to ${limits.tuneSecondsMax.value}`);
  return seconds;
};
const profileSeconds: Parser<number> = (value, field) => {
  const seconds = finite(value, field);
  if (seconds <= 0 || seconds > limits.profileSecondsMax.value)
    throw badField(field, `a number above 0 and up to ${limits.profileSecondsMax.value}`);
  return seconds;
};
const capture = fields({ captureId: id });
const target = fields({ targetId: id });
const diff = fields({ before: id, after: id });
const diffPage = fields({ before: id, after: id, page: pageRequest });

/**
 * The door for what clients send: a parser for the params of each method. The progress token of a query is read beside
 * them, at the dispatch.
 */
export const paramParsers: { readonly [Method in HostMethod]: Parser<HostParams<Method>> } = {
  'host/state': nothing,
  'targets/list': nothing,
  'targets/candidates': nothing,
  'series/range': fields({
    targetId: id,
    fromAt: finite,
    toAt: finite,
    pointsMax: wholeNumber(1, limits.seriesSamplesMax.value),
    metrics: listOf(oneOf(metricIds), metricIds.length),
  }),
  'collections/range': fields({ targetId: id, fromAt: finite, toAt: finite }),
  'live/pools': fields({ targetId: id, sinceAt: finite }),
  'live/stalls': target,
  'profiles/list': nothing,
  'profiles/summary': fields({ profileId: id, functionsMax: wholeNumber(1, limits.profileFunctionsMax.value) }),
  'profiles/functions': fields({ profileId: id, page: pageRequest }),
  'profiles/flame': fields({
    profileId: id,
    before: orNull(id),
    widthOf: oneOf(['before', 'after']),
    form: oneOf(flameForms),
    functionId: orNull(wholeNumber(0)),
    from: orNull(finite),
    to: orNull(finite),
    pixels: wholeNumber(1, limits.flamePixelsMax.value),
    search: text,
  }),
  'profiles/compare': diffPage,
  'captures/list': nothing,
  'heap/figures': fields({ captureId: id, anew: flagOrFalse }),
  'heap/classes': fields({ captureId: id, page: pageRequest, placed: flagOrFalse }),
  'heap/nodes': fields({ captureId: id, set: nodeSet, page: pageRequest }),
  'heap/node': fields({ captureId: id, nodeId }),
  'heap/classExample': fields({ captureId: id, classIndex: wholeNumber(0) }),
  'heap/icicle': fields({ captureId: id, nodeId: orNull(nodeId), depth: wholeNumber(1, 64) }),
  'heap/strings': fields({ captureId: id, order: oneOf(stringOrders), page: pageRequest }),
  'heap/closures': fields({ captureId: id, page: pageRequest }),
  'heap/modules': fields({ captureId: id, by: oneOf(moduleKinds), page: pageRequest }),
  'heap/scopes': fields({ captureId: id, within: orNull(wholeNumber(-1)), page: pageRequest }),
  'heap/paths': fields({ captureId: id, nodeId }),
  'heap/allocations': fields({ captureId: id, page: pageRequest }),
  'heap/profile': fields({ file: absolutePath, page: pageRequest }),
  'diff/figures': diff,
  'diff/classes': diffPage,
  'diff/growth': diffPage,
  'findings/list': nothing,
  'findings/report': fields({ format: oneOf(['markdown', 'html']) }),
  'experiments/list': nothing,
  'hunts/list': nothing,
  'database/current': nothing,
  'database/candidates': fields({ folder: orNull(absolutePath), setting: orNull(filledText) }),
  'sql/statements': fields({ file: sourceFile, text: sourceText }),
  'plans/list': nothing,
  'plans/get': fields({ planId: id }),
  'plans/compare': fields({ before: id, after: id }),
  'jobs/list': nothing,
  'ledger/read': fields({ pid: orNull(wholeNumber(1, 2 ** 31 - 1)) }),
  'launch/environment': nothing,
  'targets/attach': fields({ pid: wholeNumber(1, 2 ** 31 - 1) }),
  'targets/detach': target,
  'live/follow': target,
  'live/unfollow': target,
  'captures/take': fields({ targetId: id, means: oneOf(['inspector', 'heapdump']) }),
  'captures/import': fields({ file: absolutePath }),
  'captures/remove': capture,
  'captures/share': fields({ captureId: id, file: absolutePath }),
  'captures/watchFolder': fields({ folder: absolutePath }),
  'captures/compare': diff,
  'findings/dismiss': fields({ findingId: id, reason: text }),
  'findings/reopen': finding,
  'findings/applied': fields({ findingId: id, changes: appliedChanges }),
  'findings/undone': finding,
  'findings/verify': finding,
  'database/connect': fields({ candidateId: orNull(id), url: orNull(filledText), allowRemote: flag }),
  'database/review': fields({ folder: orNull(absolutePath), countedDays: wholeNumber(0) }),
  'database/disconnect': nothing,
  'plans/explain': explainRequest,
  'plans/read': fields({ text: sourceText }),
  'plans/advise': adviseRequest,
  'hunts/start': huntRequest,
  'hunts/mark': fields({ targetId: id, cycles: wholeNumber(1) }),
  'pools/tune': fields({
    subject: poolSubject,
    sizeMax: wholeNumber(1, limits.poolSizeMax.value),
    seconds: tuneSeconds,
  }),
  'ledger/reap': fields({
    processes: listOf(fields({ pid: wholeNumber(1, 2 ** 31 - 1), startKey: filledText }), limits.reapMax.value),
  }),
  'profiles/take': fields({
    targetId: id,
    kind: oneOf(profileKinds),
    seconds: profileSeconds,
    file: orNull(absolutePath),
  }),
  'profiles/stop': target,
  'profiles/open': fields({ file: absolutePath }),
  'profiles/remove': fields({ profileId: id }),
  'jobs/cancel': fields({ jobId: id }),
  'postgres/startEmbedded': nothing,
  'load/run': fields({ plan: loadPlan, allowRemote: flag }),
  'host/shutdown': nothing,
};
