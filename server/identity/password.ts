import { hash, verify } from '@node-rs/argon2';
import { passwordLengthMax, passwordLengthMin } from '#domain/identity/password-length.ts';

/** Passwords under work at once. The rest of the thread pool stays free for others. */
const worksMax = 2;
/** Passwords that wait for their turn. Beyond it people are told to come again. */
const waitingMax = 200;

/** argon2id as OWASP advises (19 MiB, 2 passes); runs on the thread pool, off the event loop. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const currentForm = `$argon2id$v=19$m=${options.memoryCost},t=${options.timeCost},p=${options.parallelism}$`;

/** A hash of these options that no password is known for: unknown logins are tried against it. */
const nobodysHash = `${currentForm}c29tZSBzYWx0IGhlcmU$${'A'.repeat(43)}`;

/** Too many passwords wait already. Expected trouble: the caller answers 503. */
export class PasswordsBusy extends Error {}

/** Hashes a password into PHC form. Throws RangeError where it is too short, too long or holds a null byte. */
export async function hashPassword(password: string): Promise<string> {
  const text = password.normalize('NFKC');
  if (!isPassword(text))
    throw new RangeError(`a password has ${passwordLengthMin} to ${passwordLengthMax} characters`);
  return inTurn(() => hash(text, options));
}

/** Whether the password is the hash's. Takes as long where there is no hash, so that nobody learns who has an account. */
export async function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
  const text = password.normalize('NFKC');
  const isWhole = isPassword(text);
  const isRight = await inTurn(() => verify(storedHash ?? nobodysHash, isWhole ? text : 'not a password'));
  return isRight && storedHash !== null && isWhole;
}

/** Whether the hash was made with other options than today's: then it is made anew when its person signs in. */
export function isOutdated(storedHash: string): boolean {
  return !storedHash.startsWith(currentForm);
}

function isPassword(text: string): boolean {
  return text.length >= passwordLengthMin && text.length <= passwordLengthMax && !text.includes('\0');
}

let works = 0;
const waiting: (() => void)[] = [];

/** Runs one work at a time and place; throws `PasswordsBusy` where the queue is full. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (works >= worksMax) {
    if (waiting.length >= waitingMax) throw new PasswordsBusy('too many passwords wait');
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    works += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else works -= 1;
  }
}
