import { redirect } from '@sveltejs/kit';
import { browser } from '$app/environment';
import { getLocale, overwriteGetLocale } from '#messages/runtime.js';
import { CallProblem } from '#lib/call/call.ts';
import { forgetMe, keepMe, keptMe } from '#lib/identity/kept-me.ts';
import { readMe, type Me } from '#lib/identity/me.ts';
import type { LayoutLoad } from './$types';

/** Pages live behind the sign-in and are drawn in the browser; the server sends figures, not pages. */
export const ssr = false;

// Looked up once: the cookie is read anew for every word otherwise. Another language loads the page again.
if (browser) {
  const language = getLocale();
  overwriteGetLocale(() => language);
}

interface LayoutData {
  readonly me: Me | undefined;
  /** Why it is not known who is signed in: the server is out of reach, say. */
  readonly problem: CallProblem | undefined;
}

/** A wall with a kiosk token shows itself without a person; every other page wants one. */
export const load: LayoutLoad = async ({ url }): Promise<LayoutData> => {
  const isKiosk = url.pathname === '/wall' && url.searchParams.has('kiosk');
  if (['/login', '/join', '/setup'].includes(url.pathname) || isKiosk)
    return { me: undefined, problem: undefined };
  try {
    const me = await readMe();
    keepMe(me);
    return { me, problem: undefined };
  } catch (problem) {
    if (problem instanceof CallProblem && problem.status === 401) {
      forgetMe();
      // A code that was scanned to join a count leads there after signing in.
      const isCount = url.pathname.startsWith('/count/');
      redirect(303, isCount ? `/login?next=${encodeURIComponent(url.pathname + url.search)}` : '/login');
    }
    // Without a network, pages open for who was here last: what needs the server says so itself.
    const kept = problem instanceof CallProblem && problem.code === 'network' ? keptMe() : undefined;
    if (kept) return { me: kept, problem: undefined };
    if (problem instanceof CallProblem) return { me: undefined, problem };
    throw problem;
  }
};
