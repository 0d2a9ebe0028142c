import { redirect } from '@sveltejs/kit';
import type { PageLoad } from './$types';

/** Everybody's home is the role's own. */
export const load: PageLoad = async ({ parent }) => {
  const { me, problem } = await parent();
  if (problem) return;
  redirect(303, me?.home ?? '/login');
};
