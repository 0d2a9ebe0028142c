import { m } from '#messages';
import type { CallProblem } from './call.ts';

/** What went wrong and what to do next, in the reader's language. The one place where pages turn codes into words. */
export function sentenceOf(problem: CallProblem): string {
  const sentence = problem.facts['sentence'];
  if (typeof sentence === 'string') return sentence;
  switch (problem.code) {
    case 'network':
      return m.error_network();
    case 'session.none':
      return m.error_session();
    case 'session.wrong':
      return m.login_wrong();
    case 'session.wait':
      return m.login_wait({ seconds: Number(problem.facts['waitSeconds']) });
    case 'not_found':
      return m.error_not_found();
    case 'ledger.busy':
      return m.error_busy();
    default:
      return said(problem) ?? m.error_internal();
  }
}

/** The server's own words, which it writes in the person's language. */
function said({ facts: { title, detail } }: CallProblem): string | undefined {
  return typeof title === 'string' && typeof detail === 'string' ? `${title} ${detail}` : undefined;
}
