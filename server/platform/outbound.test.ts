import { expect, test } from 'vitest';
import { isCallable, isPublic, postOut } from './outbound.ts';

test('[A45] addresses of this machine, of private networks and of no use are not public', () => {
  for (const address of [
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    'nonsense',
    '',
  ])
    expect(isPublic(address), address).toBe(false);
  for (const address of ['8.8.8.8', '172.32.0.1', '2400:3200::1', '223.5.5.5'])
    expect(isPublic(address), address).toBe(true);
});

test('[A45] only public https addresses are called, however they are written', () => {
  for (const url of [
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://017700000001/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:7f00:1]/',
    'https://localhost/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://intranet/',
    'https://example.com:22/',
    'https://example.com:5432/',
    'https://user:pass@example.com/',
    'https://169.254.169.254/latest',
    'nonsense',
    '',
  ])
    expect(isCallable(url), url).toBe(false);
  for (const url of ['https://example.com/in', 'https://example.com:8443/x?y', 'https://钉钉.example.cn/'])
    expect(isCallable(url), url).toBe(true);
});

test('[A45] a name that leads to this machine is not called when it comes to it', async () => {
  await expect(postOut('https://localhost:8443/', '{}', {}, 1000)).rejects.toThrow(/public/);
});
