import { expect, test } from 'vitest';
import { Metrics } from './metrics.ts';

test('counts, distributions and readings as Prometheus reads them', () => {
  const metrics = new Metrics();
  const count = metrics.counter('tongpan_posts_total', 'Commands answered.');
  const observe = metrics.histogram('tongpan_post_seconds', 'How long.', [0.01, 0.1]);
  metrics.read('tongpan_sockets', 'Open sockets.', () => [{ labels: { company: 'a"\n\\' }, value: 3 }]);
  count({ outcome: 'posted' });
  count({ outcome: 'posted' }, 2);
  for (const seconds of [0.005, 0.05, 5]) observe(seconds);
  expect(metrics.text()).toBe(
    [
      '# HELP tongpan_posts_total Commands answered.',
      '# TYPE tongpan_posts_total counter',
      'tongpan_posts_total{outcome="posted"} 3',
      '# HELP tongpan_post_seconds How long.',
      '# TYPE tongpan_post_seconds histogram',
      'tongpan_post_seconds_bucket{le="0.01"} 1',
      'tongpan_post_seconds_bucket{le="0.1"} 2',
      'tongpan_post_seconds_bucket{le="+Inf"} 3',
      'tongpan_post_seconds_sum 5.055',
      'tongpan_post_seconds_count 3',
      '# HELP tongpan_sockets Open sockets.',
      '# TYPE tongpan_sockets gauge',
      'tongpan_sockets{company="a\\"\\n\\\\"} 3',
      '',
    ].join('\n'),
  );
});

test('labels are bounded: what comes beyond is summed as other', () => {
  const metrics = new Metrics();
  const count = metrics.counter('c_total', 'c');
  for (let index = 0; index < 2000; index++) count({ path: `/${index}` });
  expect(metrics.text().split('\n').length).toBeLessThan(510);
  expect(metrics.text()).toContain('c_total{path="other"} 1500');
});
