import { hash, verify } from '@node-rs/argon2';

export const passwordLengthMin = 8;
export const passwordLengthMax = 256;

/** argon2id as OWASP advises (19 MiB, 2 passes); runs on the thread pool, off the event loop. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes a password into PHC form. Throws RangeError where it is too short, too long or holds a null byte. */
export async function hashPassword(password: string): Promise<string> {
  const text = password.normalize('NFKC');
  if (!isPassword(text)) throw new RangeError(`a password has ${passwordLengthMin} to ${passwordLengthMax} characters`);
  return hash(text, options);
}

/** Whether the password is the hash's. Takes as long where there is no hash, so that nobody learns who has an account. */
export async function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
  const text = password.normalize('NFKC');
  const isRight = await verify(storedHash ?? (await nobodysHash()), isPassword(text) ? text : 'not a password');
  return isRight && storedHash !== null && isPassword(text);
}

let nobody: Promise<string> | undefined;

function nobodysHash(): Promise<string> {
  nobody ??= hash(crypto.randomUUID(), options);
  return nobody;
}

function isPassword(text: string): boolean {
  return text.length >= passwordLengthMin && text.length <= passwordLengthMax && !text.includes('\0');
}
