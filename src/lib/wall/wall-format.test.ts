import { describe, expect, test } from 'vitest';
import { WallFormat } from './wall-format.ts';

const zh = new WallFormat('zh-CN', 'Asia/Shanghai');
const en = new WallFormat('en', 'Asia/Shanghai');

describe('figures as the wall writes them', () => {
  test('money is yuan from fen, short from a hundred thousand, the big figures from ten thousand, with a true minus', () => {
    expect([zh.money(98_000), zh.money(1_234_500), zh.money(12_345_000)]).toEqual([
      '¥980',
      '¥12,345',
      '¥12.3万',
    ]);
    expect([zh.money(1_234_500, true), zh.money(128_412_300, true)]).toEqual(['¥1.235万', '¥128.4万']);
    expect([en.money(12_345_000), en.money(-98_000), en.money(0)]).toEqual(['¥123.5K', '−¥980', '¥0']);
    expect(en.money(null)).toBe('—');
    expect(zh.moneyExact(123_456)).toBe('¥1,234.56');
  });

  test('a change has arrow and sign, and is nothing where there was nothing', () => {
    expect(zh.change(112, 100)).toEqual({ text: '▲+12.0%', isUp: true });
    expect(zh.change(88, 100, true)).toEqual({ text: '▼−12%', isUp: false });
    expect(zh.change(10_001, 10_000)).toEqual({ text: '0.0%', isUp: undefined });
    expect(zh.change(88, 0)).toBeUndefined();
  });

  test("the clock is the company's own", () => {
    expect(zh.clock(Date.UTC(2026, 10, 24, 6, 2, 11))).toBe('14:02:11');
    expect(en.minute(Date.UTC(2026, 10, 24, 16, 5))).toBe('00:05');
  });

  test('a shop under its city is named without the city', () => {
    const region = { regionId: 2, parentId: 1, nameZh: '杭州', nameEn: 'Hangzhou' };
    const shop = {
      storeId: 1,
      code: 'S1',
      nameZh: '杭州松竹苑店',
      nameEn: 'Pine Court, Hangzhou',
      kind: 'store',
      regionId: 2,
    } as const;
    expect([zh.storeName(shop, region), en.storeName(shop, region)]).toEqual(['松竹苑店', 'Pine Court']);
    expect(zh.storeName({ ...shop, kind: 'warehouse', nameZh: '杭州区域仓' }, region)).toBe('杭州区域仓');
  });
});
