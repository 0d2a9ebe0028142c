import { redirect } from '@sveltejs/kit';
import type { PageLoad } from './$types';

/** Whoever has no wall (a clerk with an old bookmark) is led to where he works, not to a wall that never comes. */
export const load: PageLoad = async ({ parent }) => {
  const { me } = await parent();
  if (me && !me.operations.includes('view.wall')) redirect(303, me.home === '/wall' ? '/me' : me.home);
};
