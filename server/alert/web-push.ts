import {
  createCipheriv,
  createECDH,
  createPrivateKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
} from 'node:crypto';

/** The company's pair for push services (VAPID, RFC 8292): base64url, uncompressed point and scalar. */
export interface PushPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** What a browser gave when it was asked: where to send, its public key, and a secret of the two of us. */
export interface PushSubscription {
  readonly endpoint: string;
  readonly publicKey: string;
  readonly secret: string;
}

export interface PushRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface PushOptions {
  readonly pair: PushPair;
  /** Who is to be asked where something is wrong: a https or mailto address. */
  readonly contact: string;
  readonly nowMs: number;
  /** A newer message of the same topic takes the place of one that was not delivered yet; base64url, at most 32. */
  readonly topic: string;
}

/** A message is one record (RFC 8188); push services take no longer ones. */
export const pushBytesMax = 3000;
const recordBytes = 4096;
const curve = 'prime256v1';
const pointBytes = 65;
const lastRecord = 2;
/** A device that is off for longer than this is told nothing old. */
const keepSeconds = 12 * 3600;
const tokenSeconds = 12 * 3600;

export function newPushPair(): PushPair {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { publicKey: point.toString('base64url'), privateKey: d };
}

/** A point as browsers give it: whether it can be one is told by its form, whether it is on the curve when it is used. */
export function isPoint(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== pointBytes || bytes[0] !== 4) return false;
  try {
    const own = createECDH(curve);
    own.generateKeys();
    own.computeSecret(bytes);
    return true;
  } catch {
    return false;
  }
}

/** What has to be posted so that the browser shows a text. The push service sees where to, and nothing of it. */
export function pushRequest(subscription: PushSubscription, text: string, options: PushOptions): PushRequest {
  const { pair, topic } = options;
  return {
    url: subscription.endpoint,
    headers: {
      authorization: `vapid t=${token(new URL(subscription.endpoint).origin, options)}, k=${pair.publicKey}`,
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      ttl: String(keepSeconds),
      urgency: 'high',
      topic,
    },
    body: encrypt(subscription, Buffer.from(text)),
  };
}

/** RFC 8291: a key from both sides' pairs and the browser's secret, then one record of RFC 8188. */
export function encrypt(
  { publicKey, secret }: Pick<PushSubscription, 'publicKey' | 'secret'>,
  text: Buffer,
  given?: { readonly privateKey: Buffer; readonly salt: Buffer },
): Buffer {
  if (text.length > pushBytesMax) throw new RangeError(`a push message of ${text.length} bytes`);
  const own = createECDH(curve);
  if (given) own.setPrivateKey(given.privateKey);
  else own.generateKeys();
  const salt = given?.salt ?? randomBytes(16);
  const theirs = Buffer.from(publicKey, 'base64url');
  const ours = own.getPublicKey();
  const both = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours]);
  const seed = derive(own.computeSecret(theirs), Buffer.from(secret, 'base64url'), both, 32);
  const key = derive(seed, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(seed, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const head = Buffer.alloc(21);
  salt.copy(head);
  head.writeUInt32BE(recordBytes, 16);
  head[20] = ours.length;
  return Buffer.concat([
    head,
    ours,
    cipher.update(Buffer.concat([text, Buffer.of(lastRecord)])),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));
}

/** Says to the push service of that origin who sends: a JWT signed by the company's pair. */
function token(audience: string, { pair, contact, nowMs }: PushOptions): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { aud: audience, exp: Math.floor(nowMs / 1000) + tokenSeconds, sub: contact };
  const said = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`;
  const point = Buffer.from(pair.publicKey, 'base64url');
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: pair.privateKey,
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const signature = sign('sha256', Buffer.from(said), { key, dsaEncoding: 'ieee-p1363' });
  return `${said}.${signature.toString('base64url')}`;
}
