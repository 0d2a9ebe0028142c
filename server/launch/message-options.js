/** How the words on the screen are compiled, for the build and for the checks alike: two ways would be two languages. */
export const messageOptions = {
  project: './src/lib/messages/project.inlang',
  outdir: './src/lib/messages/generated',
  strategy: /** @type {const} */ (['cookie', 'preferredLanguage', 'baseLocale']),
  cookieName: 'tongpan_language',
};
