import { html, nothing, type TemplateResult } from 'lit';
import type { Job } from '../../src/protocol/jobs.ts';
import type { Target } from '../../src/protocol/targets.ts';
import type { EpochMs } from '../../src/protocol/units.ts';
import { clockSeconds, span } from '../format/moments.ts';
import { wholeNumber } from '../format/quantity.ts';
import type { PanelStore, PipeStatus } from '../store/panelStore.ts';
import { action, placeLink } from '../widgets/cells.ts';
import { asSentence, failureWords } from '../widgets/sentence.ts';
import { banner, progressBar, progressWords } from '../widgets/states.ts';

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];

function tryWords(pipe: PipeStatus, now: EpochMs): string {
  if (pipe.state === 'connecting') return 'Connecting.';
  if (pipe.retryAt === undefined) return 'It is not tried again by itself.';
  const which = ordinals[pipe.tries - 1] ?? `${pipe.tries}th`;
  return `Tries again in ${Math.max(0, Math.ceil((pipe.retryAt - now) / 1000))} s, ${which} time.`;
}

/** What is wrong with the road to the host, what is kept, and when it is tried again. */
export function pipeBanner(store: PanelStore, now: EpochMs): TemplateResult | typeof nothing {
  const pipe = store.pipe.value;
  // Before the first answer the views show themselves loading; a banner would say it twice.
  if (pipe.state === 'open' || (store.targets.value === null && pipe.state === 'connecting' && pipe.tries === 0)) {
    return nothing;
  }
  const reason = pipe.reason === undefined ? '' : ` ${asSentence(pipe.reason)}`;
  const kept = store.targets.value === null ? '' : ' What is on screen is kept.';
  const actions = html`${action('Try Now', () => store.retryNow())}
  ${
    pipe.retryAt === undefined && pipe.state === 'closed'
      ? action('Restart Host', () => store.command('restartHost'))
      : nothing
  }
  ${action('Show Logs', () => store.command('showLogs'))}`;
  return banner(
    'warning',
    html`Lost the host at ${clockSeconds(pipe.since)}.${reason}${kept} <span class="dim">${tryWords(pipe, now)}</span>`,
    actions,
  );
}

/** Where the target is not watched any more, or not wholly. */
export function targetBanner(store: PanelStore, target: Target): TemplateResult | typeof nothing {
  const at = target.endedAt === undefined ? '' : ` at ${clockSeconds(target.endedAt)}`;
  const reason = target.stateReason === undefined ? '' : ` ${asSentence(target.stateReason)}`;
  const attach = action('Attach…', () => store.command('attach'));
  switch (target.state) {
    case 'lost':
      return banner('warning', `Lost pid ${target.pid}${at}.${reason} All up to then is kept.`, attach);
    case 'ended':
      return banner('info', `pid ${target.pid} ended${at}.${reason} All up to then is kept.`, attach);
    case 'detached':
      return banner(
        'info',
        `Detached from pid ${target.pid}${at}; it goes on without us. All up to then is kept.`,
        attach,
      );
    case 'attaching':
    case 'watching':
      if (target.droppedSamples === 0) return nothing;
      return banner(
        'info',
        `${wholeNumber(target.droppedSamples)} samples of pid ${target.pid} were dropped, because the host was slow: charts have gaps there.`,
      );
  }
}

/** Work that runs, with its way out. */
export function jobBanner(store: PanelStore, job: Job, now: EpochMs): TemplateResult {
  const cancel = () => {
    // A host that is gone has cancelled it already.
    store.client.value?.request('jobs/cancel', { jobId: job.jobId }).catch(() => undefined);
  };
  return html`<div class="job">
    ${banner(
      'info',
      html`${job.title} <span class="dim">· ${progressWords(job.progress)} · ${span(now - job.startedAt)}</span>`,
      action('Cancel', cancel),
    )}
    ${progressBar(job.progress, job.title)}
  </div>`;
}

/** Work that failed: what happened, and what to do next. */
export function failureBanner(store: PanelStore, job: Job, dismiss: () => void): TemplateResult {
  const { failure } = job;
  const words = failure === undefined ? '' : failureWords(failure);
  return banner(
    'error',
    html`<span title=${failure?.cause ?? ''}>${job.title} failed. ${words}</span>`,
    html`${failure?.place === undefined ? nothing : placeLink(failure.place, (place) => store.openPlace(place))}
    ${action('Show Logs', () => store.command('showLogs'))} ${action('Dismiss', dismiss)}`,
  );
}
