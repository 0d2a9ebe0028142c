import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { isTaken, robotMessage } from './robots.ts';

const nowMs = 1_700_000_000_123;

test('钉钉: time and sign stand in the address, the secret signs time and itself', () => {
  const { url, body } = robotMessage(
    'dingtalk',
    { url: 'https://oapi.dingtalk.com/robot/send?access_token=a', secret: 'SEC1' },
    '缺货',
    nowMs,
  );
  const address = new URL(url);
  expect(address.searchParams.get('timestamp')).toBe(String(nowMs));
  expect(address.searchParams.get('sign')).toBe(
    createHmac('sha256', 'SEC1').update(`${nowMs}\nSEC1`).digest('base64'),
  );
  expect(address.searchParams.get('access_token')).toBe('a');
  expect(JSON.parse(body)).toEqual({ msgtype: 'text', text: { content: '缺货' } });
});

test('飞书: seconds, and a sign over nothing under the key of time and secret', () => {
  const { body } = robotMessage('feishu', { url: 'https://open.feishu.cn/x', secret: 's' }, 'hi', nowMs);
  expect(JSON.parse(body)).toEqual({
    timestamp: '1700000000',
    sign: createHmac('sha256', '1700000000\ns').update('').digest('base64'),
    msg_type: 'text',
    content: { text: 'hi' },
  });
});

test('企业微信: the key is in the address; without a secret nothing is signed', () => {
  const url = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k';
  expect(robotMessage('wecom', { url, secret: 'whsec_x' }, 'hi', nowMs)).toEqual({
    url,
    body: '{"msgtype":"text","text":{"content":"hi"}}',
  });
  expect(JSON.parse(robotMessage('feishu', { url, secret: '' }, 'hi', nowMs).body)).toEqual({
    msg_type: 'text',
    content: { text: 'hi' },
  });
});

test('a robot that refuses says so in the body', () => {
  expect(isTaken('{"errcode":0,"errmsg":"ok"}')).toBe(true);
  expect(isTaken('{"StatusCode":0}')).toBe(true);
  expect(isTaken('{"errcode":310000,"errmsg":"sign not match"}')).toBe(false);
  expect(isTaken('<html>')).toBe(false);
});
