import 'vscode-jsonrpc/node';
import path from 'node:path';
import type { HostMethod } from '../protocol/hostChannel.ts';
import { probeFileName } from '../protocol/probeChannel.ts';
import { capturesPart } from './captures/capturesPart.ts';
import type { Handlers } from './channel/handlers.ts';
import { hostChannelServer } from './channel/hostChannelServer.ts';
import { editorCapabilities, registerEditorFeatures } from './editor/editorFeatures.ts';
import { openFindings } from './findings/findings.ts';
import { findingsHandlers } from './findings/findingsHandlers.ts';
import { heapPart } from './heap/heapHandlers.ts';
import { keptAnalyses } from './heap/keptAnalyses.ts';
import { jobHandlers } from './jobs/jobHandlers.ts';
import { openJobs } from './jobs/openJobs.ts';
import { liveAsHost } from './life/hostLife.ts';
import { hostStateReports } from './life/hostState.ts';
import { reportError } from './life/reportError.ts';
import { shutdownHandlers } from './life/shutdownHandlers.ts';
import { loadHandlers, openLoads } from './load/loadHandlers.ts';
import { openPlaces } from './places/places.ts';
import { placesOnWorkers } from './places/placesOnWorkers.ts';
import { liveFollowers } from './session/liveFollowers.ts';
import { openTargets } from './session/openTargets.ts';
import { targetHandlers } from './session/targetHandlers.ts';
import { storyParts } from './storyParts.ts';
import { openStore } from './store/openStore.ts';
import { rememberedTargets } from './store/rememberedTargets.ts';
import { seriesHistory } from './store/seriesHistory.ts';
import { seriesRecorder } from './store/seriesRecorder.ts';
import { openWorkers } from './workers/workers.ts';

const startedAt = Date.now();

liveAsHost(async ({ program, folders, stops, end, editor }) => {
  const store = openStore(path.join(folders.data, 'pitstop.sqlite'), new Date());
  stops.add('store', store.close);
  const channel = hostChannelServer(reportError);
  const { broadcast } = channel;
  const jobs = openJobs((job) => broadcast('jobs/changed', { job }), reportError);
  const followers = liveFollowers();
  const history = seriesHistory(store);
  const recorder = seriesRecorder(history, Date.now, reportError);
  stops.add('series', recorder.close);
  const watched = await openTargets({
    probeFile: path.join(program.folder, probeFileName),
    onChanged: (all) => broadcast('targets/changed', { targets: all }),
    onBlock: (targetId, block) => {
      recorder.record(targetId, block);
      followers.tell(targetId, block);
    },
    onTurnedAway: reportError,
  });
  const targets = rememberedTargets(watched, history);
  stops.add('targets', targets.close);
  const { captures, ...captureDoor } = capturesPart({ store, folders, jobs, targets, broadcast, report: reportError });
  stops.add('watched folders', captureDoor.close);
  const findings = openFindings(store, broadcast, Date.now);
  stops.add('findings', findings.close);
  const workerFile = path.join(program.folder, 'worker.cjs');
  const workers = openWorkers(workerFile);
  stops.add('workers', workers.close);
  const kept = keptAnalyses({ folder: folders.analyses, workerFile, workers, isTemporary: folders.isTemporary });
  stops.add('kept analyses', kept.close);
  const heap = heapPart({ captures, workers, places: openPlaces(placesOnWorkers(workers)), kept });
  const loads = openLoads(path.join(program.folder, 'loadWorker.cjs'));
  const ground = { program, folders, store, broadcast, jobs, findings, captures, targets, heap, workers, loads };
  const stories = storyParts(ground);
  stops.add('stories', stories.close);
  const reports = hostStateReports({
    version: program.version,
    startedAt,
    store,
    captures,
    clientCount: channel.clientCount,
    pools: () => [workers.state(), ...stories.pools()],
    notices: () => [store.notice, channel.notice()].filter((notice) => notice !== undefined),
  });
  stops.add('jobs', jobs.close);
  if (editor !== null)
    stops.add('editor features', registerEditorFeatures(editor, { findings, queries: stories.queries }));

  stops.add('host channel', channel.close);
  const address = await channel.open({
    ...jobHandlers(jobs),
    ...targetHandlers(targets, jobs, followers),
    ...captureDoor.handlers,
    ...heap.handlers,
    ...findingsHandlers({ findings, captures, jobs, heap, verifiers: stories.verifiers, now: Date.now }),
    ...stories.handlers,
    ...reports.handlers,
    ...loadHandlers(loads),
    ...shutdownHandlers(() => end('a client asked for it')),
  } satisfies Handlers<HostMethod>);
  stops.add('host state', reports.tell(broadcast));
  return address;
}, editorCapabilities);
