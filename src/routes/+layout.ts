import { redirect } from '@sveltejs/kit';
import { CallProblem } from '#lib/call/call.ts';
import { readMe, type Me } from '#lib/identity/me.ts';
import type { LayoutLoad } from './$types';

/** Pages live behind the sign-in and are drawn in the browser; the server sends figures, not pages. */
export const ssr = false;

export const load: LayoutLoad = async ({ url }): Promise<{ me: Me | undefined }> => {
  if (url.pathname === '/login') return { me: undefined };
  try {
    return { me: await readMe() };
  } catch (problem) {
    if (problem instanceof CallProblem && problem.status === 401) redirect(303, '/login');
    throw problem;
  }
};
