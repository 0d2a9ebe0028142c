import nodeFs from 'node:fs';

/** Files that are open at once while words are compiled: there are thousands of them, and a container may allow for 1024. */
const openFilesMax = 64;
let open = 0;
/** @type {(() => void)[]} */
const waiting = [];

/** @type {typeof nodeFs.promises.writeFile} */
const writeFile = async (...parts) => {
  if (open >= openFilesMax) await new Promise((go) => waiting.push(() => go(undefined)));
  else open += 1;
  try {
    await nodeFs.promises.writeFile(...parts);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else open -= 1;
  }
};

/** How the words on the screen are compiled, for the build and for the checks alike: two ways would be two languages. */
export const messageOptions = {
  project: './src/lib/messages/project.inlang',
  outdir: './src/lib/messages/generated',
  strategy: /** @type {const} */ (['cookie', 'preferredLanguage', 'baseLocale']),
  cookieName: 'tongpan_language',
  // The compiler opens all it writes at once and says nothing of those that could not be.
  fs: { ...nodeFs, promises: { ...nodeFs.promises, writeFile } },
};
