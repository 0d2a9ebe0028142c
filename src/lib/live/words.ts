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

/** The status in words, and how loud it is. */
export function statusWords(status: LiveStatus): {
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
      return { text: joined(m.live_offline({ time: minute(status.sinceMs) }), keeps), tone: 'soon' };
    }
    case 'saving':
      return { text: m.live_saving({ count: status.waiting }), tone: 'busy' };
    case 'reading':
      return { text: m.live_reading(), tone: 'calm' };
    case 'saved':
      return {
        text: status.atMs === undefined ? m.live_saved() : m.live_saved_at({ time: minute(status.atMs) }),
        tone: 'calm',
      };
  }
}

function kept(count: number): string | false {
  return count > 0 && m.live_kept({ count });
}

function joined(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(' · ');
}

function minute(ms: number): string {
  return new Intl.DateTimeFormat(getLocale(), { hour: '2-digit', minute: '2-digit', hour12: false }).format(
    ms,
  );
}
