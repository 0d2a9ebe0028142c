import { describe, expect, test } from 'vitest';
import {
  LiveSocket,
  retryDelayMs,
  retryMsMax,
  silentMsMax,
  type LinkState,
  type LiveHost,
} from './live-socket.ts';

class FakeSocket {
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
}

/** A world with its own clock: `pass` lets time go by. */
function world() {
  let now = 0;
  let nextId = 0;
  const timers = new Map<number, { at: number; call: () => void }>();
  const sockets: FakeSocket[] = [];
  let online: (isOnline: boolean) => void = () => undefined;
  const host: LiveHost = {
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    random: () => 1,
    after: (delayMs, call) => {
      const id = nextId++;
      timers.set(id, { at: now + delayMs, call });
      return () => timers.delete(id);
    },
    isOnline: () => true,
    onOnline: (call) => {
      online = call;
      return () => undefined;
    },
  };
  const pass = (ms: number): void => {
    const until = now + ms;
    for (;;) {
      const due = [...timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      timers.delete(due[0]);
      now = due[1].at;
      due[1].call();
    }
    now = until;
  };
  const states: LinkState[] = [];
  const messages: (string | ArrayBuffer)[] = [];
  const live = new LiveSocket(
    { url: 'ws://x', onMessage: (data) => messages.push(data), onState: (state) => states.push(state) },
    host,
  );
  return { live, pass, sockets, states, messages, setOnline: (value: boolean) => online(value) };
}

describe('a live socket', () => {
  test('is live with its first frame and hands frames on', () => {
    const { live, sockets, states, messages } = world();
    live.start();
    sockets[0]?.onmessage?.({ data: 'a' });
    expect(states).toEqual(['live']);
    expect(messages).toEqual(['a']);
  });

  test('calls itself stale after silence, gives the dead socket up and opens another', () => {
    const { live, pass, sockets, states } = world();
    live.start();
    sockets[0]?.onmessage?.({ data: 'a' });
    pass(silentMsMax - 1);
    expect(states).toEqual(['live']);
    pass(1);
    expect(states).toEqual(['live', 'stale']);
    expect(sockets[0]?.isClosed).toBe(true);
    pass(500);
    expect(sockets).toHaveLength(2);
    sockets[1]?.onmessage?.({ data: 'b' });
    expect(states).toEqual(['live', 'stale', 'live']);
  });

  test('tries again ever more slowly, up to the bound', () => {
    expect([0, 1, 2, 3].map((failures) => retryDelayMs(failures, 1))).toEqual([500, 1000, 2000, 4000]);
    expect(retryDelayMs(40, 1)).toBe(retryMsMax);
    expect(retryDelayMs(40, 0)).toBe(retryMsMax / 2);
  });

  test('stops for good where it is refused', () => {
    const { live, pass, sockets, states } = world();
    live.start();
    sockets[0]?.onclose?.({ code: 4401 });
    pass(120_000);
    expect(states).toEqual(['refused']);
    expect(sockets).toHaveLength(1);
  });

  test('says offline without a network and comes back by itself', () => {
    const { live, sockets, states, setOnline } = world();
    live.start();
    sockets[0]?.onmessage?.({ data: 'a' });
    setOnline(false);
    expect(states.at(-1)).toBe('offline');
    expect(sockets[0]?.isClosed).toBe(true);
    setOnline(true);
    sockets[1]?.onmessage?.({ data: 'b' });
    expect(states.at(-1)).toBe('live');
  });

  test('never opens another after it was stopped', () => {
    const { live, pass, sockets } = world();
    live.start();
    live.stop();
    pass(120_000);
    expect(sockets).toHaveLength(1);
  });
});
