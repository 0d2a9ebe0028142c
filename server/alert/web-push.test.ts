import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { encrypt, isPoint, newPushPair, pushRequest } from './web-push.ts';

// RFC 8291, appendix A.
const example = {
  text: 'When I grow up, I want to be a watermelon',
  own: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  publicKey: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  secret: 'BTBZMqHH6r4Tts7J_aSIgg',
  sent:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT' +
    'pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
};
const bytes = (text: string) => Buffer.from(text, 'base64url');

test('[AL-12] encrypts as the example of RFC 8291', () => {
  const given = { privateKey: bytes(example.own), salt: bytes(example.salt) };
  expect(encrypt(example, Buffer.from(example.text), given).toString('base64url')).toBe(example.sent);
});

test('[AL-12] signs for the push service with the pair of the company (RFC 8292)', () => {
  const pair = newPushPair();
  const request = pushRequest({ ...example, endpoint: 'https://push.example.net/send/abc' }, example.text, {
    pair,
    contact: 'https://tongpan.example',
    nowMs: 1_700_000_000_000,
    topic: 'rule-1',
  });
  expect(request.url).toBe('https://push.example.net/send/abc');
  const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(request.headers['authorization'] ?? '') ?? [];
  expect(key).toBe(pair.publicKey);
  const [head = '', claims = '', signature = ''] = token.split('.');
  expect(JSON.parse(bytes(claims).toString())).toEqual({
    aud: 'https://push.example.net',
    exp: 1_700_000_000 + 12 * 3600,
    sub: 'https://tongpan.example',
  });
  const point = bytes(pair.publicKey);
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const said = Buffer.from(`${head}.${claims}`);
  expect(verify('sha256', said, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes(signature))).toBe(true);
});

test('[AL-12] takes only keys that are points of the curve', () => {
  expect(isPoint(example.publicKey)).toBe(true);
  expect(isPoint(newPushPair().publicKey)).toBe(true);
  for (const bad of [
    '',
    'BA',
    'A'.repeat(87),
    Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url'),
  ])
    expect(isPoint(bad)).toBe(false);
});
