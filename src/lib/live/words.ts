import { m } from '#messages';
import { getLocale } from '#messages/runtime.js';
import type { RefusalCode } from '#protocol/live/wire.ts';
import type { LiveStatus } from './live-status.ts';

/** What a refusal code means, and what to do next. */
const refusalSentences: { readonly [Code in RefusalCode]: () => string } = {
  read_only: m.live_refused_read_only,
  not_yours: m.live_refused_not_yours,
  not_in_shape: m.live_refused_not_in_shape,
  not_erasable: m.live_refused_not_erasable,
  judged: m.live_refused_judged,
  frozen: m.live_refused_frozen,
  full: m.live_refused_full,
  broken: m.live_refused_broken,
};

export function refusalSentence(code: RefusalCode): string {
  return refusalSentences[code]();
}

/** The status in words, and how loud it is. Where the browser keeps nothing it says so before the network is gone. [F25] */
export function statusWords(
  status: LiveStatus,
  nowMs = Date.now(),
): {
  readonly text: string;
  readonly tone: 'calm' | 'busy' | 'soon' | 'wrong';
} {
  switch (status.state) {
    case 'opening':
      return { text: m.live_opening(), tone: 'busy' };
    case 'gone':
      return { text: m.live_gone(), tone: 'wrong' };
    case 'signedOut':
      return { text: joined(m.live_signed_out(), kept(status.kept)), tone: 'wrong' };
    case 'outdated':
      return { text: joined(m.live_outdated(), kept(status.kept)), tone: 'soon' };
    case 'frozen':
      return {
        text: joined(
          m.live_frozen(),
          status.waiting > 0 && m.live_late_waiting({ count: status.waiting }),
          status.late > 0 && m.live_late({ count: status.late }),
        ),
        tone: 'soon',
      };
    case 'offline': {
      const keeps = status.isKept ? kept(status.kept) : m.live_unkept();
      return { text: joined(m.live_offline({ time: moment(status.sinceMs, nowMs) }), keeps), tone: 'soon' };
    }
    case 'saving':
      return {
        text: joined(m.live_saving({ count: status.waiting }), !status.isKept && m.live_unkept()),
        tone: status.isKept ? 'busy' : 'soon',
      };
    case 'reading':
      return { text: m.live_reading(), tone: 'calm' };
    case 'saved': {
      const saved =
        status.atMs === undefined ? m.live_saved() : m.live_saved_at({ time: moment(status.atMs, nowMs) });
      return {
        text: joined(saved, !status.isKept && m.live_no_offline()),
        tone: status.isKept ? 'calm' : 'soon',
      };
    }
  }
}

function kept(count: number): string | false {
  return count > 0 && m.live_kept({ count });
}

function joined(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(' · ');
}

/** The minute; with its day where that is another one. */
function moment(ms: number, nowMs: number): string {
  const isToday = new Date(ms).toDateString() === new Date(nowMs).toDateString();
  return new Intl.DateTimeFormat(getLocale(), {
    ...(isToday ? {} : { month: 'numeric', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(ms);
}
